package io.connectorservice.local.demo;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request to the demo service.
 */
final class DemoRequest {

	private static final int MAX_BODY_SIZE = 1024 * 1024;

	private final HttpExchange exchange;

	private final JsonMapper json;

	private byte @Nullable [] body;

	DemoRequest(HttpExchange exchange, JsonMapper json) {
		this.exchange = exchange;
		this.json = json;
	}

	String method() {
		return this.exchange.getRequestMethod();
	}

	String path() {
		return this.exchange.getRequestURI().getPath();
	}

	Optional<String> header(String name) {
		return Optional.ofNullable(this.exchange.getRequestHeaders().getFirst(name));
	}

	Map<String, String> parseQuery() {
		return decodePairs(Optional.ofNullable(this.exchange.getRequestURI().getRawQuery()).orElse(""));
	}

	Map<String, String> parseForm() {
		return decodePairs(new String(body(), StandardCharsets.UTF_8));
	}

	/** Reads an integer query parameter within bounds. */
	int readNumber(String parameter, int defaultValue, int max) {
		String text = parseQuery().getOrDefault(parameter, String.valueOf(defaultValue));
		if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > max) {
			throw DemoRefusal.invalidFieldException(parameter + " must be a whole number up to " + max);
		}
		return Integer.parseInt(text);
	}

	ObjectNode readJson() {
		try {
			JsonNode read = this.json.readTree(body());
			if (read instanceof ObjectNode fields) {
				return fields;
			}
		}
		catch (JacksonException _) {
			// a syntax error is refused below like any other invalid body
		}
		throw new DemoRefusal(400, "bad_request", "The body must be a JSON object");
	}

	byte[] body() {
		if (this.body == null) {
			this.body = readBody();
		}
		return this.body;
	}

	private byte[] readBody() {
		try {
			byte[] bytes = this.exchange.getRequestBody().readNBytes(MAX_BODY_SIZE + 1);
			if (bytes.length > MAX_BODY_SIZE) {
				throw new DemoRefusal(413, "too_large", "A body may have " + MAX_BODY_SIZE + " bytes");
			}
			return bytes;
		}
		catch (IOException _) {
			throw new DemoRefusal(400, "bad_request", "The body did not arrive");
		}
	}

	private static Map<String, String> decodePairs(String encoded) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String pair : encoded.split("&", -1)) {
			String[] parts = pair.split("=", 2);
			if (parts.length == 2) {
				values.put(decodeOne(parts[0]), decodeOne(parts[1]));
			}
		}
		return values;
	}

	private static String decodeOne(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException _) {
			throw new DemoRefusal(400, "bad_request", "The address or form has a broken % in it");
		}
	}

}
