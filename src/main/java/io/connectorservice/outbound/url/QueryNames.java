package io.connectorservice.outbound.url;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * All parameter names that different servers may see in one piece of a query.
 */
record QueryNames(List<String> names) {

	private static final int MAX_LAYERS = 8;

	/** Parses the text between two {@code &}; some servers split it at {@code ;} too. */
	static QueryNames parsePiece(String piece) {
		return new QueryNames(Arrays.stream(piece.split(";", -1)).map(QueryNames::parseName).toList());
	}

	private static String parseName(String pair) {
		int equals = pair.indexOf('=');
		return normalizeName(decodeFully((equals < 0) ? pair : pair.substring(0, equals)));
	}

	private static String decodeFully(String text) {
		String layer = text;
		for (int depth = 0; depth < MAX_LAYERS; depth++) {
			layer = PercentEncoding.decode(layer).orElse(layer);
		}
		return layer;
	}

	private static String normalizeName(String name) {
		return name.replace('+', ' ').strip().toLowerCase(Locale.ROOT);
	}

	boolean noneMatch(String name) {
		return !this.names.contains(normalizeName(name));
	}

}
