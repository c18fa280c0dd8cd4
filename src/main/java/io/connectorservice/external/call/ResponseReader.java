package io.connectorservice.external.call;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.external.ServiceResponse;
import io.connectorservice.json.TreeTooLargeException;
import io.connectorservice.json.WritableJson;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.body.ReadableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads services' answers by their media type.
 */
public final class ResponseReader {

	private ResponseReader() {
	}

	public static boolean isSuccess(int status) {
		return status >= 200 && status < 300;
	}

	public static ServiceResponse readResponse(OutboundResponse answer) {
		Body body = parseBody(answer);
		return new ServiceResponse(body.data(), answer.displayUrl(), answer.status(), mediaType(answer), body.base64(),
				answer.headers(), null, null, null, List.of());
	}

	/** The body, where it is JSON. */
	public static Optional<JsonNode> parseJson(OutboundResponse answer) {
		Body body = parseBody(answer);
		return body.parsed() ? Optional.of(body.data()) : Optional.empty();
	}

	/**
	 * Whether the body, as it is declared, could say of itself whether the call
	 * succeeded.
	 */
	public static boolean isDeclaredBinary(OutboundResponse answer) {
		return DeclaredMediaType.ofMediaType(mediaType(answer)) == DeclaredMediaType.BINARY;
	}

	/** What a failed answer shows of itself. */
	public static Map<String, Object> toUpstreamDetails(OutboundResponse answer) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("status_code", answer.status());
		shown.put("request_url", answer.displayUrl());
		shown.put("headers", answer.headers());
		shown.put("body", parseBody(answer).data());
		return shown;
	}

	private static Body parseBody(OutboundResponse answer) {
		byte[] bytes = answer.body();
		if (bytes.length == 0) {
			return new Body(NullNode.getInstance(), false, false);
		}
		DeclaredMediaType declaredMediaType = DeclaredMediaType.ofMediaType(mediaType(answer));
		Optional<JsonNode> tree = (declaredMediaType == DeclaredMediaType.BINARY) ? Optional.empty() : parseTree(bytes);
		// a text that is one number or word is text all the same
		if (tree.filter((json) -> declaredMediaType != DeclaredMediaType.TEXT || json.isContainer()).isPresent()) {
			return new Body(tree.get(), false, true);
		}
		boolean text = declaredMediaType == DeclaredMediaType.JSON || declaredMediaType == DeclaredMediaType.TEXT
				|| (declaredMediaType == DeclaredMediaType.NOTHING && ReadableText.isReadable(bytes));
		return text ? new Body(StringNode.valueOf(answer.bodyAsText()), false, false)
				: new Body(StringNode.valueOf(Base64.getEncoder().encodeToString(bytes)), true, false);
	}

	// what calls itself JSON and is not, or could not be written again, comes through as
	// text, for the caller to see
	private static Optional<JsonNode> parseTree(byte[] bytes) {
		try {
			return WritableJson.read(bytes).filter((tree) -> !tree.isMissingNode());
		}
		catch (TreeTooLargeException large) {
			throw OutboundException.outOfMemoryException(large.isBusy());
		}
	}

	private static @Nullable String mediaType(OutboundResponse answer) {
		return answer.headers().get("content-type");
	}

	private record Body(JsonNode data, boolean base64, boolean parsed) {
	}

}
