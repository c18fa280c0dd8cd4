package io.connectorservice.security.token;

import java.nio.charset.StandardCharsets;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.connectorservice.settings.InvalidSettingException;

/**
 * A shared secret that tokens may be signed with instead of the keys of a JWKS.
 *
 * @param sharedSecret the secret, at least 256 bits long (RFC 7518, 3.2)
 */
public record TokenKeys(SecretKey sharedSecret) {

	private static final int MIN_BYTES = 32;

	/**
	 * Creates a key from the text of a shared secret.
	 * @param variable the name of the setting, for error messages
	 */
	public static TokenKeys fromSharedSecret(String variable, String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		if (bytes.length < MIN_BYTES) {
			throw new InvalidSettingException(variable + " must have at least " + MIN_BYTES + " bytes");
		}
		return new TokenKeys(new SecretKeySpec(bytes, "HmacSHA256"));
	}

	@Override
	public String toString() {
		return "TokenKeys[***]";
	}

}
