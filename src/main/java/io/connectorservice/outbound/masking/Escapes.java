package io.connectorservice.outbound.masking;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The escapes of one character.
 */
record Escapes(Collection<String> escapes) {

	/**
	 * Returns the forms that these escapes take when their text is escaped once more:
	 * JSON within a JSON string (as PHP and as other libraries write it), JSON within
	 * HTML, and either within a URL.
	 */
	Set<String> escapeAgain() {
		Set<String> all = new LinkedHashSet<>();
		for (String escape : this.escapes) {
			String json = escape.replace("\\", "\\\\").replace("\"", "\\\"");
			all.add(json);
			all.add(json.replace("/", "\\/"));
			String html = escape.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
			all.add(html.replace("\"", "&quot;"));
			all.add(html.replace("\"", "&#34;"));
			all.add(percentEncode(escape));
		}
		all.removeAll(this.escapes);
		return all;
	}

	private static String percentEncode(String escape) {
		StringBuilder out = new StringBuilder();
		escape.chars().forEach((c) -> {
			if (Character.isLetterOrDigit(c)) {
				out.append((char) c);
			}
			else {
				for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
					out.append('%').append(HexFormat.of().toHexDigits(b));
				}
			}
		});
		return out.toString();
	}

}
