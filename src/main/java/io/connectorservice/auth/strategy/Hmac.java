package io.connectorservice.auth.strategy;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed digests (RFC 2104).
 */
final class Hmac {

	private Hmac() {
	}

	/**
	 * Computes a keyed digest.
	 * @param key at least one byte
	 */
	static byte[] compute(String algorithm, byte[] key, byte[] content) {
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(key, algorithm));
			return mac.doFinal(content);
		}
		catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

}
