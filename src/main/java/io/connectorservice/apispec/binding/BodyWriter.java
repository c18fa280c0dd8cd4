package io.connectorservice.apispec.binding;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import io.connectorservice.apispec.binding.Parameter.Location;
import io.connectorservice.apispec.binding.Parameter.Style;
import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

/**
 * Writes a body in the operation's format; binary content in the payload is Base64.
 */
final class BodyWriter {

	static final String NOT_BASE64 = "must be Base64, because it represents bytes";

	private final List<Fault> faults = new ArrayList<>();

	EncodedBody writeBody(RequestBody body, JsonNode value) {
		String mediaType = BodyFormat.toConcreteType(body.mediaType());
		return switch (body.format()) {
			case JSON -> new EncodedBody(mediaType, StrictJson.mapper().writeValueAsBytes(value));
			case FORM -> new EncodedBody(mediaType, encodeUtf8(encodeForm(body, value)));
			case MULTIPART -> new MultipartWriter(body, this.faults).writeBody(value);
			case TEXT -> new EncodedBody(mediaType, encodeUtf8(StyledValue.formatText(value)));
			case BINARY -> new EncodedBody(mediaType, decodeBase64(value));
		};
	}

	/** Faults of values that could not be written, by pointers into the body. */
	List<Fault> faults() {
		return this.faults;
	}

	private static String encodeForm(RequestBody body, JsonNode value) {
		return value.properties()
			.stream()
			.flatMap((entry) -> encodeFormField(body, entry.getKey(), entry.getValue()).stream())
			.map((pair) -> urlEncode(pair.name()) + "=" + urlEncode(pair.value()))
			.collect(Collectors.joining("&"));
	}

	private static List<NameValue> encodeFormField(RequestBody body, String name, JsonNode value) {
		JsonNode encoding = body.encoding().path(name);
		Style style = Style.ofWord(encoding.path("style").asString(""), styleOf(value, encoding.has("explode")));
		boolean explode = encoding.path("explode").asBoolean(style == Style.FORM || style == Style.DEEP_OBJECT);
		boolean styled = encoding.has("style") || encoding.has("explode") || !value.isObject();
		Parameter parameter = new Parameter(Location.QUERY, name, style, explode, false, value,
				styled ? null : "application/json");
		return new StyledValue(parameter, value).formatQuery();
	}

	// Without an index, servers merge the objects of an array.
	private static Style styleOf(JsonNode value, boolean exploded) {
		boolean nested = value.isArray() && value.valueStream().anyMatch(JsonNode::isContainer);
		return (nested && !exploded) ? Style.DEEP_OBJECT : Style.FORM;
	}

	private static String urlEncode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private byte[] decodeBase64(JsonNode value) {
		try {
			return Base64.getDecoder().decode(StyledValue.formatText(value));
		}
		catch (IllegalArgumentException _) {
			this.faults.add(new Fault("", NOT_BASE64));
			return new byte[0];
		}
	}

	private static byte[] encodeUtf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** A body as it is sent. */
	// The bytes are passed straight to the call, so equals and hashCode do not matter.
	@SuppressWarnings("ArrayRecordComponent")
	record EncodedBody(String mediaType, byte[] bytes) {

	}

}
