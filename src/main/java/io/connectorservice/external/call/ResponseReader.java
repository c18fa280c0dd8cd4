package io.connectorservice.external.call;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * Reads the bodies of services' responses by their media type.
 */
public final class ResponseReader {

	private ResponseReader() {
	}

	public static boolean isSuccess(int status) {
		return status >= 200 && status < 300;
	}

	/** The body, where it is JSON. */
	public static Optional<JsonNode> parseJson(OutboundResponse response) {
		Body body = parseBody(response);
		return body.parsed() ? Optional.of(body.data()) : Optional.empty();
	}

	/** Whether the media type declares a body that cannot be read as JSON or text. */
	public static boolean isDeclaredBinary(OutboundResponse response) {
		return DeclaredMediaType.ofMediaType(getMediaType(response)) == DeclaredMediaType.BINARY;
	}

	/** The details of a failed response, for the problem that the caller gets. */
	public static Map<String, Object> toUpstreamDetails(OutboundResponse response) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("status_code", response.status());
		shown.put("request_url", response.displayUrl());
		shown.put("headers", response.headers());
		shown.put("body", parseBody(response).data());
		return shown;
	}

	/** Reads the body by its media type. */
	public static Body parseBody(OutboundResponse response) {
		byte[] bytes = response.body();
		if (bytes.length == 0) {
			return new Body(NullNode.getInstance(), false, false);
		}
		DeclaredMediaType declaredMediaType = DeclaredMediaType.ofMediaType(getMediaType(response));
		Optional<JsonNode> tree = (declaredMediaType == DeclaredMediaType.BINARY) ? Optional.empty() : parseTree(bytes);
		// a text that happens to be one JSON number or word stays a text
		if (tree.filter((json) -> declaredMediaType != DeclaredMediaType.TEXT || json.isContainer()).isPresent()) {
			return new Body(tree.get(), false, true);
		}
		boolean text = declaredMediaType == DeclaredMediaType.JSON || declaredMediaType == DeclaredMediaType.TEXT
				|| (declaredMediaType == DeclaredMediaType.NOTHING && ReadableText.isReadable(bytes));
		return text ? new Body(StringNode.valueOf(response.bodyAsText()), false, false)
				: new Body(StringNode.valueOf(Base64.getEncoder().encodeToString(bytes)), true, false);
	}

	// a body that is declared as JSON but is none, or that could not be written as JSON
	// again, is passed on as text, so that the caller sees it
	private static Optional<JsonNode> parseTree(byte[] bytes) {
		try {
			return WritableJson.read(bytes).filter((tree) -> !tree.isMissingNode());
		}
		catch (TreeTooLargeException large) {
			throw OutboundException.outOfMemoryException(large.isBusy());
		}
	}

	/** The media type, as the service named it. */
	public static @Nullable String getMediaType(OutboundResponse response) {
		return response.headers().get("content-type");
	}

	/**
	 * A response's body as callers get it.
	 *
	 * @param data JSON as it is, text as a string, anything else in Base64
	 * @param base64 whether data is Base64
	 * @param parsed whether the body was JSON
	 */
	public record Body(JsonNode data, boolean base64, boolean parsed) {
	}

}
