package io.connectorservice.external;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.json.TreeTooLarge;
import io.connectorservice.json.WritableJson;
import io.connectorservice.outbound.OutboundFailure;
import io.connectorservice.outbound.OutboundResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads services' answers by their media type.
 */
final class Answers {

	private Answers() {
	}

	static boolean isSuccess(int status) {
		return status >= 200 && status < 300;
	}

	static ServiceAnswer read(OutboundResponse answer) {
		Body body = body(answer);
		return new ServiceAnswer(body.data(), answer.shownUrl(), answer.status(), mediaType(answer), body.base64(),
				answer.headers(), null, null);
	}

	/** The body, where it is JSON. */
	static Optional<JsonNode> json(OutboundResponse answer) {
		boolean json = isJson(essence(mediaType(answer))) && answer.body().length > 0;
		return json ? Optional.of(tree(answer)) : Optional.empty();
	}

	/** What a failed answer shows of itself. */
	static Map<String, Object> shown(OutboundResponse answer) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("status_code", answer.status());
		shown.put("request_url", answer.shownUrl());
		shown.put("headers", answer.headers());
		shown.put("body", body(answer).data());
		return shown;
	}

	private static Body body(OutboundResponse answer) {
		byte[] bytes = answer.body();
		String type = essence(mediaType(answer));
		if (bytes.length == 0) {
			return new Body(NullNode.getInstance(), false);
		}
		if (isJson(type)) {
			return new Body(tree(answer), false);
		}
		return isText(type) ? new Body(StringNode.valueOf(answer.text()), false)
				: new Body(StringNode.valueOf(Base64.getEncoder().encodeToString(bytes)), true);
	}

	// what calls itself JSON and is not, or could not be written again, comes through as
	// text, for the caller to see
	private static JsonNode tree(OutboundResponse answer) {
		try {
			return WritableJson.read(answer.body()).orElseGet(() -> StringNode.valueOf(answer.text()));
		}
		catch (TreeTooLarge large) {
			throw OutboundFailure.notHeld(large.isBusy());
		}
	}

	private static @Nullable String mediaType(OutboundResponse answer) {
		return answer.headers().get("content-type");
	}

	private static String essence(@Nullable String mediaType) {
		return (mediaType == null) ? "" : mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
	}

	private static boolean isJson(String type) {
		return type.equals("application/json") || type.endsWith("+json");
	}

	private static boolean isText(String type) {
		return type.startsWith("text/") || type.endsWith("+xml") || type.equals("application/xml")
				|| type.equals("application/javascript") || type.equals("application/x-www-form-urlencoded")
				|| type.equals("application/yaml") || type.equals("application/x-ndjson");
	}

	private record Body(JsonNode data, boolean base64) {
	}

}
