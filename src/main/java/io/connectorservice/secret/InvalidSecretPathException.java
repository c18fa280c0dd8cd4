package io.connectorservice.secret;

import java.util.Objects;

/**
 * A text that is not a path to one of the tenant's own secrets. The message says what to
 * change and never repeats the text, which may be a secret pasted into the wrong field.
 */
public final class InvalidSecretPathException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidSecretPathException(String message) {
		super(message);
	}

	/** A sentence for the caller that says what to change. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

}
