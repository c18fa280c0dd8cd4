package io.connectorservice.apispec.binding;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Percent-encodes (RFC 3986): values so that only unreserved characters stay, and the
 * literal parts of a path so that what is already encoded stays.
 */
final class UriTemplateEncoding {

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private static final String UNRESERVED = "-._~";

	private static final String IN_PATHS = UNRESERVED + "!$&'()*+,;=:@/";

	private UriTemplateEncoding() {
	}

	static String encodeValue(String text) {
		return encode(text, UNRESERVED);
	}

	static String encodeLiteral(String text) {
		StringBuilder encoded = new StringBuilder();
		int from = 0;
		for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
			if (isEncoded(text, at)) {
				encoded.append(encode(text.substring(from, at), IN_PATHS)).append(text, at, at + 3);
				from = at + 3;
			}
		}
		return encoded.append(encode(text.substring(from), IN_PATHS)).toString();
	}

	private static boolean isEncoded(String text, int at) {
		return at + 2 < text.length() && HexFormat.isHexDigit(text.charAt(at + 1))
				&& HexFormat.isHexDigit(text.charAt(at + 2));
	}

	private static String encode(String text, String kept) {
		StringBuilder encoded = new StringBuilder(text.length());
		for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
			if (isAlphanumeric(octet) || kept.indexOf(octet) >= 0) {
				encoded.append((char) octet);
			}
			else {
				encoded.append('%').append(HEX.toHexDigits(octet));
			}
		}
		return encoded.toString();
	}

	private static boolean isAlphanumeric(byte octet) {
		return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
	}

}
