package io.connectorservice.outbound.url;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

import org.springframework.web.util.UriUtils;

/**
 * Percent-encoding (RFC 3986). Encoding writes each character in exactly one form;
 * decoding is as strict as the strictest server.
 */
public final class PercentEncoding {

	private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	private static final String PATH = UNRESERVED + "!$&'()*+,;=:@/";

	private static final String QUERY = PATH + "?";

	private static final Pattern TRIPLET = Pattern.compile("%[0-9a-fA-F]{2}");

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private PercentEncoding() {
	}

	/**
	 * Keeps the characters that are allowed in a path, including percent triplets, and
	 * encodes the rest.
	 */
	public static String encodePath(String text) {
		return encode(text, PATH);
	}

	/**
	 * Keeps the characters that are allowed in a query, including percent triplets, and
	 * encodes the rest.
	 */
	public static String encodeQuery(String text) {
		return encode(text, QUERY);
	}

	/** Encodes everything that is not unreserved, including the percent sign. */
	public static String encodeComponent(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

	private static String encode(String text, String kept) {
		StringBuilder out = new StringBuilder(text.length() + 16);
		text.codePoints().forEach((c) -> {
			if (kept.indexOf(c) >= 0 || c == '%') {
				out.appendCodePoint(c);
			}
			else {
				appendTriplets(out, c);
			}
		});
		return out.toString();
	}

	private static void appendTriplets(StringBuilder out, int codePoint) {
		for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
			out.append('%').append(HEX.toHexDigits(b));
		}
	}

	static boolean hasStrayPercent(String text) {
		return TRIPLET.matcher(text).replaceAll("").indexOf('%') >= 0;
	}

	/**
	 * Decodes one layer of percent triplets; other percent signs stay. Returns empty if
	 * the bytes are not valid UTF-8, for example in an overlong form.
	 */
	static Optional<String> decode(String text) {
		if (text.indexOf('%') < 0) {
			return Optional.of(text);
		}
		try {
			return Optional
				.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decodeToBytes(text))).toString());
		}
		catch (CharacterCodingException _) {
			return Optional.empty();
		}
	}

	private static byte[] decodeToBytes(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
		for (int i = 0; i < bytes.length; i++) {
			if (isTriplet(bytes, i)) {
				out.write(HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
				i += 2;
			}
			else {
				out.write(bytes[i]);
			}
		}
		return out.toByteArray();
	}

	private static boolean isTriplet(byte[] bytes, int at) {
		return bytes[at] == '%' && at + 2 < bytes.length && HexFormat.isHexDigit(bytes[at + 1])
				&& HexFormat.isHexDigit(bytes[at + 2]);
	}

}
