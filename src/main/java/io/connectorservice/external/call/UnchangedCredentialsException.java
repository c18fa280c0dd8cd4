package io.connectorservice.external.call;

/**
 * The credentials are the same that the service refused just before, so that sending the
 * call again would change nothing.
 */
final class UnchangedCredentialsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnchangedCredentialsException() {
		super("The credentials have not changed", null, false, false);
	}

}
