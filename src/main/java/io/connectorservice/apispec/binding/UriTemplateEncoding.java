package io.connectorservice.apispec.binding;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.web.util.UriUtils;

/**
 * Percent-encodes the parts of a path template (RFC 3986).
 */
final class UriTemplateEncoding {

	private static final Pattern TRIPLET = Pattern.compile("%[0-9A-Fa-f]{2}");

	private UriTemplateEncoding() {
	}

	/** Encodes everything but unreserved characters. */
	static String encodeValue(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

	/** Encodes what a path must not contain, and keeps what is encoded already. */
	static String encodeLiteral(String text) {
		StringBuilder encoded = new StringBuilder();
		Matcher triplet = TRIPLET.matcher(text);
		int from = 0;
		while (triplet.find()) {
			encoded.append(encodePath(text.substring(from, triplet.start()))).append(triplet.group());
			from = triplet.end();
		}
		return encoded.append(encodePath(text.substring(from))).toString();
	}

	private static String encodePath(String text) {
		return UriUtils.encodePath(text, StandardCharsets.UTF_8);
	}

}
