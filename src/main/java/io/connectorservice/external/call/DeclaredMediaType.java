package io.connectorservice.external.call;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The kind of body that a Content-Type declares.
 */
enum DeclaredMediaType {

	/** Some kind of JSON, such as {@code application/vnd.api+json}. */
	JSON,
	/** Text for people or programs. */
	TEXT,
	/** No media type, or one that cannot be parsed. */
	NOTHING,
	/** Any other media type. */
	BINARY;

	private static final Set<String> TEXTS = Set.of("application/xml", "application/javascript",
			"application/x-javascript", "application/ecmascript", "application/x-www-form-urlencoded",
			"application/yaml", "application/x-yaml", "application/graphql", "application/sql", "application/rtf");

	/**
	 * Parses a Content-Type header.
	 * @param mediaType the header; of several media types the first one counts
	 */
	static DeclaredMediaType ofMediaType(@Nullable String mediaType) {
		String essence = (mediaType == null) ? "" : mediaType.split("[;,]", 2)[0].strip().toLowerCase(Locale.ROOT);
		if (!essence.matches("[^/\\s*]+/[^/\\s*]+")) {
			return NOTHING;
		}
		String subtype = essence.substring(essence.indexOf('/') + 1);
		if (subtype.matches("(?:.*[.+-])?(?:nd)?json(?:l|lines|-seq)?")) {
			return JSON;
		}
		boolean text = essence.startsWith("text/") || subtype.endsWith("+xml") || subtype.endsWith("+yaml")
				|| TEXTS.contains(essence);
		return text ? TEXT : BINARY;
	}

}
