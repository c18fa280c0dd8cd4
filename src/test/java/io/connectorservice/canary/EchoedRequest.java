package io.connectorservice.canary;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

import io.connectorservice.outbound.RawServer;

/**
 * A request in the encodings in which a service may echo it.
 */
record EchoedRequest(String text) {

	/** The header with the credential, or else the request line. */
	String token() {
		return findHeader("Authorization").or(() -> findHeader("X-Api-Key"))
			.or(() -> findHeader("X-Stamp"))
			.orElseGet(this::line);
	}

	private String line() {
		return this.text.lines().findFirst().orElse("");
	}

	private Optional<String> findHeader(String name) {
		return this.text.lines()
			.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
			.map((line) -> line.substring(name.length() + 1).strip())
			.findFirst();
	}

	byte[] html() {
		String escaped = this.text.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replace("\"", "&quot;")
			.replace("'", "&#39;");
		return RawServer.bytes("<pre>" + escaped + "</pre><!-- " + this.text + " -->");
	}

	/** The request in many encodings, with the members of a token endpoint's error. */
	byte[] json() {
		byte[] bytes = bytes();
		String plain = escapeJson(this.text);
		return RawServer.bytes("{\"error\":\"invalid_grant\",\"error_description\":\"" + plain
				+ "\",\"error_uri\":\"/?q=" + encodeUrl(this.text) + "\",\"path\":\"" + escapeJson(line())
				+ "\",\"base64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\",\"url_base64\":\""
				+ Base64.getUrlEncoder().withoutPadding().encodeToString(RawServer.bytes(" " + this.text))
				+ "\",\"hex\":\"" + HexFormat.of().formatHex(bytes) + "\",\"HEX\":\""
				+ HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT) + "\",\"encoded_twice\":\""
				+ encodeUrl(encodeUrl(this.text)) + "\",\"json_in_json\":\"" + escapeJson("{\"e\":\"" + plain + "\"}")
				+ "\",\"headers\":[\"" + escapeJson(token()) + "\"],\"form\":\"" + escapeJson(body()) + "\"}");
	}

	byte[] bytes() {
		return RawServer.bytes(this.text);
	}

	String body() {
		return this.text.substring(this.text.indexOf("\r\n\r\n") + 4);
	}

	static String escapeJson(String text) {
		return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "\\r").replace("\n", "\\n");
	}

	static String encodeUrl(String text) {
		return URLEncoder.encode(text, StandardCharsets.ISO_8859_1);
	}

}
