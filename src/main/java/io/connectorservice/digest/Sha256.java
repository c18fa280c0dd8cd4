package io.connectorservice.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 digests, which every Java platform has to support.
 */
public final class Sha256 {

	private Sha256() {
	}

	/** A new digest, for content that is read in parts. */
	public static MessageDigest createDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	public static byte[] digest(byte[] content) {
		return createDigest().digest(content);
	}

	/** The digest of a text in UTF-8. */
	public static byte[] digest(String text) {
		return digest(text.getBytes(StandardCharsets.UTF_8));
	}

	/** The digest of a text in UTF-8, in lower-case hexadecimal digits. */
	public static String digestToHex(String text) {
		return HexFormat.of().formatHex(digest(text));
	}

	/**
	 * The first 128 bits of a digest, which are enough to tell versions of a value apart.
	 */
	public static String digestToShortHex(byte[] content) {
		return HexFormat.of().formatHex(digest(content), 0, 16);
	}

}
