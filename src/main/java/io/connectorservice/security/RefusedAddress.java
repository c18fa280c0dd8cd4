package io.connectorservice.security;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Explains which part of a request's path the firewall refused.
 */
final class RefusedAddress {

	private static final Map<String, String> PARTS = new LinkedHashMap<>();

	static {
		PARTS.put("//", "two slashes in a row");
		PARTS.put(";", "a semicolon");
		PARTS.put("%3b", "an encoded semicolon");
		PARTS.put("%2f", "an encoded slash");
		PARTS.put("\\", "a backslash");
		PARTS.put("%5c", "an encoded backslash");
		PARTS.put("/.", "a segment of dots");
		PARTS.put("%2e", "an encoded dot");
		PARTS.put("%25", "an encoded percent sign");
		PARTS.put("%00", "an encoded NUL");
		PARTS.put("%0", "an encoded control character");
	}

	private RefusedAddress() {
	}

	/** Builds a sentence from known reasons; it repeats nothing that the caller sent. */
	static String explainRefusal(HttpServletRequest request) {
		String path = request.getRequestURI().toLowerCase(Locale.ROOT);
		return PARTS.entrySet()
			.stream()
			.filter((part) -> path.contains(part.getKey()))
			.findFirst()
			.map((part) -> "The path contains " + part.getValue() + "; remove it.")
			.orElse("The path or a header contains characters that are not allowed.");
	}

}
