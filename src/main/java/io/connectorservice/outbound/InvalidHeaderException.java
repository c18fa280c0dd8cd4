package io.connectorservice.outbound;

import java.util.Objects;

/**
 * A header that cannot go out; the message tells the caller what to change and never
 * holds the value.
 */
public final class InvalidHeaderException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	InvalidHeaderException(String reason, String message) {
		super(message);
		this.reason = reason;
	}

	/**
	 * What was wrong, in snake_case: {@code name}, {@code reserved}, {@code value},
	 * {@code credential} or {@code media_type}.
	 */
	public String reason() {
		return this.reason;
	}

	/** For the caller: what to change. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

}
