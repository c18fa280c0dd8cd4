package io.connectorservice.oauth.endpoint;

/**
 * Thrown when a granted token could never be sent; the message says why.
 */
final class UnusableTokenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnusableTokenException(String message) {
		super(message);
	}

}
