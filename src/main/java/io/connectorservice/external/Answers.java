package io.connectorservice.external;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.json.TreeTooLarge;
import io.connectorservice.json.WritableJson;
import io.connectorservice.outbound.OutboundFailure;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.ReadableText;
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
				answer.headers(), null, null, null, List.of());
	}

	/** The body, where it is JSON. */
	static Optional<JsonNode> json(OutboundResponse answer) {
		Body body = body(answer);
		return body.parsed() ? Optional.of(body.data()) : Optional.empty();
	}

	/**
	 * Whether the body, as it is declared, could say of itself whether the call
	 * succeeded.
	 */
	static boolean isDeclaredBinary(OutboundResponse answer) {
		return Declared.of(mediaType(answer)) == Declared.BINARY;
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
		if (bytes.length == 0) {
			return new Body(NullNode.getInstance(), false, false);
		}
		Declared declared = Declared.of(mediaType(answer));
		Optional<JsonNode> tree = (declared == Declared.BINARY) ? Optional.empty() : tree(bytes);
		// a text that is one number or word is text all the same
		if (tree.filter((json) -> declared != Declared.TEXT || json.isContainer()).isPresent()) {
			return new Body(tree.get(), false, true);
		}
		boolean text = declared == Declared.JSON || declared == Declared.TEXT
				|| (declared == Declared.NOTHING && ReadableText.is(bytes));
		return text ? new Body(StringNode.valueOf(answer.text()), false, false)
				: new Body(StringNode.valueOf(Base64.getEncoder().encodeToString(bytes)), true, false);
	}

	// what calls itself JSON and is not, or could not be written again, comes through as
	// text, for the caller to see
	private static Optional<JsonNode> tree(byte[] bytes) {
		try {
			return WritableJson.read(bytes).filter((tree) -> !tree.isMissingNode());
		}
		catch (TreeTooLarge large) {
			throw OutboundFailure.notHeld(large.isBusy());
		}
	}

	private static @Nullable String mediaType(OutboundResponse answer) {
		return answer.headers().get("content-type");
	}

	private record Body(JsonNode data, boolean base64, boolean parsed) {
	}

}
