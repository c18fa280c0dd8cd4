package io.connectorservice.outbound;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.connectorservice.outbound.masking.Masking;

import org.springframework.http.HttpHeaders;

/**
 * Selects the response headers that are passed on, by an allow list that excludes cookies
 * and hop-by-hop headers.
 */
public final class ResponseHeaders {

	private static final Set<String> KEPT = Set.of("content-type", "content-language", "content-disposition",
			"content-range", "accept-ranges", "etag", "last-modified", "cache-control", "expires", "age", "date",
			"link", "location", "retry-after", "www-authenticate", "allow", "deprecation", "sunset", "warning",
			"x-request-id", "request-id", "x-correlation-id", "x-total-count", "x-total", "x-total-pages", "x-page",
			"x-per-page", "x-next-page", "x-prev-page", "x-next-cursor", "x-has-more", "x-oauth-scopes",
			"x-accepted-oauth-scopes", "x-api-version");

	private ResponseHeaders() {
	}

	static Map<String, String> selectHeaders(HttpHeaders headers, Masking masking) {
		Map<String, String> kept = new LinkedHashMap<>();
		headers.forEach((name, values) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			if (KEPT.contains(lower) || lower.contains("ratelimit") || lower.contains("rate-limit")) {
				kept.put(lower, masking.mask(decodeUtf8(String.join(", ", values))));
			}
		});
		return Collections.unmodifiableMap(kept);
	}

	/**
	 * Decodes a header value as UTF-8. HTTP clients read headers as ISO-8859-1, one
	 * character per byte; a value that is not valid UTF-8 stays as it was read.
	 */
	public static String decodeUtf8(String value) {
		if (value.chars().allMatch((c) -> c < 0x80) || value.chars().anyMatch((c) -> c > 0xff)) {
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

}
