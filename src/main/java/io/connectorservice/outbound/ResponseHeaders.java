package io.connectorservice.outbound;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.outbound.masking.Masking;

import org.springframework.http.HttpHeaders;

/**
 * The headers of a response. HTTP clients read headers as ISO-8859-1, one character per
 * byte; a value that is valid UTF-8 is decoded again.
 */
record ResponseHeaders(HttpHeaders received) {

	private static final Set<String> KEPT = Set.of("content-type", "content-language", "content-disposition",
			"content-range", "accept-ranges", "etag", "last-modified", "cache-control", "expires", "age", "date",
			"link", "location", "retry-after", "www-authenticate", "allow", "deprecation", "sunset", "warning",
			"x-request-id", "request-id", "x-correlation-id", "x-total-count", "x-total", "x-total-pages", "x-page",
			"x-per-page", "x-next-page", "x-prev-page", "x-next-cursor", "x-has-more", "x-oauth-scopes",
			"x-accepted-oauth-scopes", "x-api-version");

	/**
	 * Selects the headers to pass on, by an allow list without cookies and hop-by-hop
	 * headers such as Connection.
	 */
	Map<String, String> selectHeaders(Masking masking) {
		Map<String, String> kept = new LinkedHashMap<>();
		this.received.forEach((name, values) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			if (KEPT.contains(lower) || lower.contains("ratelimit") || lower.contains("rate-limit")) {
				kept.put(lower,
						masking.mask(decodeUtf8((values.size() == 1) ? values.getFirst() : String.join(", ", values))));
			}
		});
		return Collections.unmodifiableMap(kept);
	}

	/** Returns where a redirect leads. */
	Optional<String> findLocation() {
		return Optional.ofNullable(this.received.getFirst("Location")).map(ResponseHeaders::decodeUtf8);
	}

	private static String decodeUtf8(String value) {
		char highest = findHighest(value);
		if (highest < 0x80 || highest > 0xff) {
			return value;
		}
		try {
			ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
			return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
		}
		catch (CharacterCodingException _) {
			return value;
		}
	}

	private static char findHighest(String value) {
		char highest = 0;
		for (int at = 0; at < value.length(); at++) {
			highest = (char) Math.max(highest, value.charAt(at));
		}
		return highest;
	}

}
