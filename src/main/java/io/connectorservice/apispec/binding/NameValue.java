package io.connectorservice.apispec.binding;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A name and its value, both not encoded yet.
 */
public record NameValue(String name, String value) {

	/**
	 * Parses the text after a URL's question mark into pairs in their original order,
	 * which a map would not keep if names are interleaved.
	 * @param query the query as sent, still encoded
	 * @return the decoded pairs; invalid encodings stay unchanged, and pairs without a
	 * name are dropped
	 */
	public static List<NameValue> parseQuery(String query) {
		return Arrays.stream(query.split("&", -1))
			.map(NameValue::parsePair)
			.filter((pair) -> !pair.name().isEmpty())
			.toList();
	}

	private static NameValue parsePair(String pair) {
		int equals = pair.indexOf('=');
		return (equals < 0) ? new NameValue(decodeOrKeep(pair), "")
				: new NameValue(decodeOrKeep(pair.substring(0, equals)), decodeOrKeep(pair.substring(equals + 1)));
	}

	private static String decodeOrKeep(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException _) {
			return text;
		}
	}

}
