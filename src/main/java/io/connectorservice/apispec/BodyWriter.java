package io.connectorservice.apispec;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.connectorservice.apispec.Parameter.Location;
import io.connectorservice.apispec.Parameter.Style;
import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.Fault;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Writes a body in the format that the operation takes; what stands for bytes is given as
 * Base64.
 */
final class BodyWriter {

	private final List<Fault> faults = new ArrayList<>();

	Written write(RequestBody body, JsonNode value) {
		String mediaType = BodyFormat.concrete(body.mediaType());
		return switch (body.format()) {
			case JSON -> new Written(mediaType, StrictJson.mapper().writeValueAsBytes(value));
			case FORM -> new Written(mediaType, utf8(form(body, value)));
			case MULTIPART -> multipart(body, value);
			case TEXT -> new Written(mediaType, utf8(Styles.text(value)));
			case BINARY -> new Written(mediaType, bytes(value, ""));
		};
	}

	/** What could not be written, by pointers into the body. */
	List<Fault> faults() {
		return this.faults;
	}

	private static String form(RequestBody body, JsonNode value) {
		return value.properties()
			.stream()
			.flatMap((entry) -> formField(body, entry.getKey(), entry.getValue()).stream())
			.map((pair) -> formEncoded(pair.name()) + "=" + formEncoded(pair.value()))
			.collect(Collectors.joining("&"));
	}

	private static List<NameValue> formField(RequestBody body, String name, JsonNode value) {
		JsonNode encoding = body.encoding().path(name);
		Style style = Style.of(encoding.path("style").asString(""), Style.FORM);
		boolean explode = encoding.path("explode").asBoolean(style == Style.FORM || style == Style.DEEP_OBJECT);
		boolean styled = encoding.has("style") || encoding.has("explode") || !value.isObject();
		return Styles.query(
				new Parameter(Location.QUERY, name, style, explode, false, value, styled ? null : "application/json"),
				value);
	}

	private static String formEncoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private Written multipart(RequestBody body, JsonNode value) {
		String boundary = UUID.randomUUID().toString();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		value.properties().forEach((entry) -> field(body, entry.getKey(), entry.getValue(), boundary, out));
		out.writeBytes(utf8("--" + boundary + "--\r\n"));
		return new Written("multipart/form-data; boundary=" + boundary, out.toByteArray());
	}

	private void field(RequestBody body, String name, JsonNode value, String boundary, ByteArrayOutputStream out) {
		String pointer = JsonPointer.empty().appendProperty(name).toString();
		if (value.isArray()) {
			int index = 0;
			for (JsonNode item : value) {
				part(body, name, item, pointer + "/" + index++, boundary, out);
			}
		}
		else if (!value.isNull()) {
			part(body, name, value, pointer, boundary, out);
		}
	}

	private void part(RequestBody body, String name, JsonNode value, String pointer, String boundary,
			ByteArrayOutputStream out) {
		boolean file = value.isString() && isBytes(fieldSchema(body.schema(), name));
		String type = partType(body.encoding().path(name), value, file);
		String quoted = "\"" + name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A") + "\"";
		out.writeBytes(utf8("--" + boundary + "\r\nContent-Disposition: form-data; name=" + quoted
				+ (file ? "; filename=" + quoted : "") + "\r\n"));
		out.writeBytes(utf8((type != null) ? "Content-Type: " + type + "\r\n\r\n" : "\r\n"));
		out.writeBytes(file ? bytes(value, pointer) : utf8(Styles.text(value)));
		out.writeBytes(utf8("\r\n"));
	}

	private static @Nullable String partType(JsonNode encoding, JsonNode value, boolean file) {
		String declared = encoding.path("contentType").asString("").split(",", 2)[0].strip();
		if (!declared.contains("*") && BodyFormat.isMediaType(declared)) {
			return declared;
		}
		if (file) {
			return "application/octet-stream";
		}
		return value.isContainer() ? "application/json" : null;
	}

	private static JsonNode fieldSchema(JsonNode schema, String name) {
		JsonNode field = schema.path("properties").path(name);
		return field.has("items") ? field.path("items") : field;
	}

	private static boolean isBytes(JsonNode schema) {
		String format = schema.path("format").asString("");
		return format.equals("binary") || format.equals("byte") || schema.has("contentEncoding");
	}

	private byte[] bytes(JsonNode value, String pointer) {
		try {
			return Base64.getDecoder().decode(Styles.text(value));
		}
		catch (IllegalArgumentException _) {
			this.faults.add(new Fault(pointer, "must be Base64, because it stands for bytes"));
			return new byte[0];
		}
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * A body as it is sent.
	 */
	// the bytes go straight into the call
	@SuppressWarnings("ArrayRecordComponent")
	record Written(String mediaType, byte[] bytes) {

	}

}
