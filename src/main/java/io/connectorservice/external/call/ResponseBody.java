package io.connectorservice.external.call;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.connectorservice.json.TreeTooLargeException;
import io.connectorservice.json.WritableJson;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * The body of a service's response as callers get it, read by its media type.
 *
 * @param mediaType the media type, as the service named it
 * @param data JSON as it is, text as a string, anything else in Base64
 * @param base64 whether data is Base64
 * @param parsed whether the body was JSON
 */
public record ResponseBody(@Nullable String mediaType, JsonNode data, boolean base64, boolean parsed) {

	public static ResponseBody of(OutboundResponse response) {
		String mediaType = response.headers().get("content-type");
		byte[] bytes = response.body();
		if (bytes.length == 0) {
			return new ResponseBody(mediaType, NullNode.getInstance(), false, false);
		}
		DeclaredMediaType declared = DeclaredMediaType.ofMediaType(mediaType);
		Optional<JsonNode> tree = (declared == DeclaredMediaType.BINARY) ? Optional.empty() : parseTree(bytes);
		// a text that happens to be one JSON number or word stays a text
		if (tree.filter((json) -> declared != DeclaredMediaType.TEXT || json.isContainer()).isPresent()) {
			return new ResponseBody(mediaType, tree.get(), false, true);
		}
		return isText(declared, response)
				? new ResponseBody(mediaType, StringNode.valueOf(response.bodyAsText()), false, false)
				: new ResponseBody(mediaType, StringNode.valueOf(Base64.getEncoder().encodeToString(bytes)), true,
						false);
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

	private static boolean isText(DeclaredMediaType declared, OutboundResponse response) {
		return switch (declared) {
			case JSON, TEXT -> true;
			case NOTHING -> response.hasReadableBody();
			case BINARY -> false;
		};
	}

	/** The body, where it is JSON. */
	public Optional<JsonNode> json() {
		return this.parsed ? Optional.of(this.data) : Optional.empty();
	}

	/** Whether the media type declares a body that cannot be read as JSON or text. */
	public boolean isDeclaredBinary() {
		return DeclaredMediaType.ofMediaType(this.mediaType) == DeclaredMediaType.BINARY;
	}

	/**
	 * The kind of body that a Content-Type declares.
	 */
	private enum DeclaredMediaType {

		/** Some kind of JSON, such as {@code application/vnd.api+json}. */
		JSON,
		/** Text for people or programs. */
		TEXT,
		/** No media type, or one that cannot be parsed. */
		NOTHING,
		/** Any other media type. */
		BINARY;

		private static final Pattern ESSENCE = Pattern.compile("[^/\\s*]+/[^/\\s*]+");

		private static final Pattern JSON_SUBTYPE = Pattern.compile("(?:.*[.+-])?(?:nd)?json(?:l|lines|-seq)?");

		private static final Set<String> TEXTS = Set.of("application/xml", "application/javascript",
				"application/x-javascript", "application/ecmascript", "application/x-www-form-urlencoded",
				"application/yaml", "application/x-yaml", "application/graphql", "application/sql", "application/rtf");

		/**
		 * Parses a Content-Type header.
		 * @param mediaType the header; of several media types the first one counts
		 */
		static DeclaredMediaType ofMediaType(@Nullable String mediaType) {
			String essence = (mediaType == null) ? "" : mediaType.split("[;,]", 2)[0].strip().toLowerCase(Locale.ROOT);
			if (!ESSENCE.matcher(essence).matches()) {
				return NOTHING;
			}
			String subtype = essence.substring(essence.indexOf('/') + 1);
			if (JSON_SUBTYPE.matcher(subtype).matches()) {
				return JSON;
			}
			boolean text = essence.startsWith("text/") || subtype.endsWith("+xml") || subtype.endsWith("+yaml")
					|| TEXTS.contains(essence);
			return text ? TEXT : BINARY;
		}

	}

}
