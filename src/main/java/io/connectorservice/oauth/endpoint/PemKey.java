package io.connectorservice.oauth.endpoint;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key in PEM. Java reads PKCS#8 only; PKCS#1 and SEC1 keys are the
 * content of a PKCS#8 structure (RFC 5208), so they are wrapped in one.
 */
final class PemKey {

	private static final Pattern BLOCK = Pattern
		.compile("-----BEGIN (RSA |EC |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");

	private static final String VERSION = "020100";

	private static final String RSA = "06092a864886f70d0101010500";

	private static final String EC = "06072a8648ce3d0201";

	// the OIDs of P-256, P-384 and P-521 in SEC1 keys (RFC 5915, 3)
	private static final List<String> CURVES = List.of("06082a8648ce3d030107", "06052b81040022", "06052b81040023");

	private static final HexFormat HEX = HexFormat.of();

	private PemKey() {
	}

	/**
	 * Reads a key.
	 * @throws IllegalArgumentException if it is not a private key; the message must not
	 * be shown, as it may hold key material
	 */
	static PrivateKey parse(String pem) {
		// in configuration files line breaks are often written as \n
		Matcher block = BLOCK.matcher(pem.replace("\\n", "\n"));
		if (!block.find()) {
			throw new IllegalArgumentException("not a private key");
		}
		byte[] content = Base64.getMimeDecoder().decode(block.group(2));
		return switch (block.group(1)) {
			case "RSA " -> generateKey("RSA", wrapInPkcs8(RSA, content));
			case "EC " -> generateKey("EC", wrapInPkcs8(EC + findCurve(content), content));
			default -> generateAnyKey(content);
		};
	}

	private static PrivateKey generateAnyKey(byte[] pkcs8) {
		try {
			return generateKey("RSA", pkcs8);
		}
		catch (IllegalArgumentException _) {
			return generateKey("EC", pkcs8);
		}
	}

	private static PrivateKey generateKey(String algorithm, byte[] pkcs8) {
		try {
			return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
		}
		catch (GeneralSecurityException failure) {
			throw new IllegalArgumentException(failure);
		}
	}

	private static String findCurve(byte[] sec1) {
		String content = HEX.formatHex(sec1);
		return CURVES.stream()
			.filter(content::contains)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("not a supported curve"));
	}

	private static byte[] wrapInPkcs8(String algorithm, byte[] key) {
		byte[] version = HEX.parseHex(VERSION);
		byte[] identifier = encodeDer(0x30, HEX.parseHex(algorithm));
		byte[] content = encodeDer(0x04, key);
		return encodeDer(0x30,
				ByteBuffer.allocate(version.length + identifier.length + content.length)
					.put(version)
					.put(identifier)
					.put(content)
					.array());
	}

	// X.690, 10.1: the shortest form of the length
	private static byte[] encodeDer(int tag, byte[] content) {
		byte[] length = encodeLength(content.length);
		return ByteBuffer.allocate(1 + length.length + content.length).put((byte) tag).put(length).put(content).array();
	}

	private static byte[] encodeLength(int length) {
		if (length < 0x80) {
			return new byte[] { (byte) length };
		}
		return (length < 0x100) ? new byte[] { (byte) 0x81, (byte) length }
				: new byte[] { (byte) 0x82, (byte) (length >> 8), (byte) length };
	}

}
