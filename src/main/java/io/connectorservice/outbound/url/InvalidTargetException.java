package io.connectorservice.outbound.url;

import java.util.Objects;

/**
 * An address that cannot be taken as it is written; the message tells the caller what to
 * change.
 */
public final class InvalidTargetException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	InvalidTargetException(String reason, String message) {
		super(message);
		this.reason = reason;
	}

	/** What was wrong, in snake_case. */
	public String reason() {
		return this.reason;
	}

	/** For the caller: what to change. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

}
