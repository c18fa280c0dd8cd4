package io.connectorservice.auth;

/**
 * How a secret is sent, which determines the characters it may contain.
 */
public enum SecretUse {

	/** Any text: the secret is hashed, or sent in a body. */
	TEXT,
	/** One line of text. */
	LINE,
	/**
	 * A user name of HTTP Basic authentication, which cannot contain a colon (RFC 7617,
	 * 2).
	 */
	USER_NAME,
	/** A password of HTTP Basic authentication. */
	PASSWORD,
	/** The value of a header: visible ASCII. */
	HEADER,
	/** A private key, in PEM or as a JWK. */
	PRIVATE_KEY

}
