package io.connectorservice.apispec.binding;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the query of a URL as names and values in their order, which a map would lose
 * where names are interleaved.
 */
public final class QueryPairs {

	private QueryPairs() {
	}

	/**
	 * Reads what stands behind a URL's question mark.
	 * @param query the query as it was sent, still encoded
	 * @return the decoded pairs; what is coded wrongly stays as it is, and what has no
	 * name is left out
	 */
	public static List<NameValue> parseQuery(String query) {
		return Arrays.stream(query.split("&", -1))
			.map(QueryPairs::parsePair)
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
