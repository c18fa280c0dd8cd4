package io.connectorservice.auth;

/**
 * What a secret is for, which decides what it can hold.
 */
public enum SecretUse {

	/** Anything: it is hashed, or sent in a body. */
	TEXT,
	/** One line of text. */
	LINE,
	/** A user name of HTTP Basic authentication, which holds no colon (RFC 7617, 2). */
	USER_NAME,
	/** A password of HTTP Basic authentication. */
	PASSWORD,
	/** The value of a header: visible ASCII. */
	HEADER,
	/** A private key, in PEM or as a JWK. */
	PRIVATE_KEY

}
