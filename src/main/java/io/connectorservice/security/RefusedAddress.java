package io.connectorservice.security;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Says what in an address the firewall does not take.
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

	/** One sentence, made of what is known to be refused and nothing of the caller's. */
	static String explainRefusal(HttpServletRequest request) {
		String path = request.getRequestURI().toLowerCase(Locale.ROOT);
		return PARTS.entrySet()
			.stream()
			.filter((part) -> path.contains(part.getKey()))
			.findFirst()
			.map((part) -> "The path holds " + part.getValue() + ": leave it out.")
			.orElse("The path or a header holds characters that are not taken here.");
	}

}
