package io.connectorservice.security.token;

import java.nio.charset.StandardCharsets;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.connectorservice.settings.InvalidSettingException;

/**
 * The shared secret that tokens may be signed with, other than the keys that a JWKS
 * address serves.
 *
 * @param sharedSecret at least 256 bits (RFC 7518, 3.2)
 */
public record TokenKeys(SecretKey sharedSecret) {

	private static final int LEAST_BYTES = 32;

	/**
	 * Reads a shared secret.
	 * @param variable the setting it comes from, for the sentence that says what is wrong
	 */
	public static TokenKeys fromSharedSecret(String variable, String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		if (bytes.length < LEAST_BYTES) {
			throw new InvalidSettingException(variable + " must have at least " + LEAST_BYTES + " bytes");
		}
		return new TokenKeys(new SecretKeySpec(bytes, "HmacSHA256"));
	}

	@Override
	public String toString() {
		return "TokenKeys[***]";
	}

}
