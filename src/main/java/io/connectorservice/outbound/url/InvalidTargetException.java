package io.connectorservice.outbound.url;

import java.util.Objects;

/**
 * An invalid address. The message says what the caller has to change.
 */
public final class InvalidTargetException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	InvalidTargetException(String reason, String message) {
		super(message);
		this.reason = reason;
	}

	/** The reason in snake_case. */
	public String reason() {
		return this.reason;
	}

	/** A sentence for the caller that says what to change. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

}
