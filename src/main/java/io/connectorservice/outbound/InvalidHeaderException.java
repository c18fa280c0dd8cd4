package io.connectorservice.outbound;

import java.util.Objects;

/**
 * A header that must not be sent. The message says what the caller has to change and
 * never contains the value.
 */
public final class InvalidHeaderException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	InvalidHeaderException(String reason, String message) {
		super(message);
		this.reason = reason;
	}

	/**
	 * The reason in snake_case: {@code name}, {@code reserved}, {@code value}, {@code
	 * credential} or {@code media_type}.
	 */
	public String reason() {
		return this.reason;
	}

	/** A sentence for the caller that says what to change. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

}
