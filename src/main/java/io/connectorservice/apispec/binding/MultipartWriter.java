package io.connectorservice.apispec.binding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import io.connectorservice.apispec.binding.FileFields.FieldKind;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Writes a multipart/form-data body (RFC 7578): files with file name and media type, text
 * unchanged, and objects as JSON.
 */
final class MultipartWriter {

	private static final String DEFAULT_TYPE = "application/octet-stream";

	private final RequestBody body;

	private final List<Fault> faults;

	private final String boundary = UUID.randomUUID().toString();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	/**
	 * Creates a writer for one body.
	 * @param faults collects values that cannot be written, by pointers into the body
	 */
	MultipartWriter(RequestBody body, List<Fault> faults) {
		this.body = body;
		this.faults = faults;
	}

	BodyWriter.EncodedBody writeBody(JsonNode value) {
		value.properties().forEach((entry) -> writeField(entry.getKey(), entry.getValue()));
		this.out.writeBytes(encodeUtf8("--" + this.boundary + "--\r\n"));
		return new BodyWriter.EncodedBody("multipart/form-data; boundary=" + this.boundary, this.out.toByteArray());
	}

	private void writeField(String name, JsonNode value) {
		String pointer = JsonPointer.empty().appendProperty(name).toString();
		if (value.isArray()) {
			int index = 0;
			for (JsonNode item : value) {
				writePart(name, item, pointer + "/" + index++);
			}
		}
		else if (!value.isNull()) {
			writePart(name, value, pointer);
		}
	}

	private void writePart(String name, JsonNode value, String pointer) {
		FieldKind kind = this.body.files().kindOf(name);
		boolean canBeFile = kind == FieldKind.FILE || kind == FieldKind.FILE_OR_TEXT;
		if (canBeFile && value.path(FileFields.CONTENT).isString()) {
			writeFile(name, value, pointer);
		}
		else if (kind == FieldKind.FILE_OR_TEXT && value.path(FileFields.TEXT).isString()) {
			writeText(name, value.path(FileFields.TEXT));
		}
		else if (kind == FieldKind.FILE_OR_TEXT && value.isString()) {
			this.faults.add(new Fault(pointer,
					"may be a file or text: give {\"content\": its Base64} or {\"text\": the text itself}"));
		}
		else if (kind == FieldKind.FILE && value.isString()) {
			writePart(name, name, findDeclaredType(name, DEFAULT_TYPE), decodeBase64(value.asString(), pointer));
		}
		else {
			writeText(name, value);
		}
	}

	private void writeFile(String name, JsonNode file, String pointer) {
		String fileName = file.path(FileFields.FILE_NAME).asString(name);
		String type = file.path(FileFields.MEDIA_TYPE).asString(findDeclaredType(name, DEFAULT_TYPE));
		if (!BodyFormat.isMediaType(type)) {
			this.faults.add(new Fault(pointer + "/" + FileFields.MEDIA_TYPE, "must be a media type such as image/png"));
		}
		if (fileName.chars().anyMatch(Character::isISOControl)) {
			this.faults.add(new Fault(pointer + "/" + FileFields.FILE_NAME, "must be without control characters"));
		}
		byte[] content = decodeBase64(file.path(FileFields.CONTENT).asString(), pointer + "/" + FileFields.CONTENT);
		writePart(name, fileName, type, content);
	}

	private void writeText(String name, JsonNode value) {
		String type = findDeclaredType(name, value.isContainer() ? "application/json" : null);
		writePart(name, null, type, encodeUtf8(StyledValue.formatText(value)));
	}

	private void writePart(String name, @Nullable String fileName, @Nullable String type, byte[] content) {
		this.out.writeBytes(encodeUtf8("--" + this.boundary + "\r\nContent-Disposition: form-data; name="
				+ quoteName(name) + ((fileName != null) ? "; filename=" + quoteName(fileName) : "") + "\r\n"));
		this.out.writeBytes(encodeUtf8((type != null) ? "Content-Type: " + type + "\r\n\r\n" : "\r\n"));
		this.out.writeBytes(content);
		this.out.writeBytes(encodeUtf8("\r\n"));
	}

	private @Nullable String findDeclaredType(String name, @Nullable String otherwise) {
		String declared = this.body.encoding().path(name).path("contentType").asString("").split(",", 2)[0].strip();
		return (!declared.contains("*") && BodyFormat.isMediaType(declared)) ? declared : otherwise;
	}

	private byte[] decodeBase64(String base64, String pointer) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException _) {
			this.faults.add(new Fault(pointer, BodyWriter.NOT_BASE64));
			return new byte[0];
		}
	}

	private static String quoteName(String name) {
		return "\"" + name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A") + "\"";
	}

	private static byte[] encodeUtf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
