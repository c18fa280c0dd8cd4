package io.connectorservice.apispec.binding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides which fields of a multipart body are files, across references and alternatives.
 */
public final class FileFields {

	static final String CONTENT = "content";

	static final String TEXT = "text";

	static final String FILE_NAME = "file_name";

	static final String MEDIA_TYPE = "media_type";

	private static final List<String> GROUPS = List.of("allOf", "anyOf", "oneOf");

	// Maximum number of schemas that are visited for one body.
	private static final int MAX_VISITS = 2_000;

	private static final int MAX_DEPTH = 40;

	private final JsonNode body;

	private final JsonNode encoding;

	private final Definitions definitions;

	private final Map<String, FieldKind> kinds = new HashMap<>();

	private int visits;

	private int depth;

	public FileFields(JsonNode body, JsonNode encoding, Definitions definitions) {
		this.body = body;
		this.encoding = encoding;
		this.definitions = definitions;
	}

	FieldKind kindOf(String name) {
		FieldKind known = this.kinds.get(name);
		if (known == null) {
			known = findKind(name);
			this.kinds.put(name, known);
		}
		return known;
	}

	/**
	 * Builds the body's schema, in which a file is either Base64 or an object with
	 * content, file name and media type.
	 */
	public JsonNode buildSchema() {
		this.visits = 0;
		return widenBody(this.body);
	}

	private FieldKind findKind(String name) {
		this.visits = 0;
		List<JsonNode> schemas = new ArrayList<>();
		collectSchemas(this.body, name, schemas);
		FieldKind kind = schemas.stream().map(this::kindOfSchema).reduce(FieldKind.OTHER, FieldKind::and);
		if (this.visits > MAX_VISITS) {
			return FieldKind.FILE_OR_TEXT;
		}
		return (kind == FieldKind.FILE_OR_TEXT || !isSentAsBytes(name)) ? kind : FieldKind.FILE;
	}

	// In OpenAPI 3.1 the media type of the part
	// may be the only sign that a field is a file.
	private boolean isSentAsBytes(String name) {
		String type = this.encoding.path(name).path("contentType").asString("").split(",", 2)[0].strip();
		return BodyFormat.isMediaType(type) && BodyFormat.of(type) == BodyFormat.BINARY;
	}

	private void collectSchemas(JsonNode schema, String name, List<JsonNode> into) {
		if (enterSchema()) {
			collectHere(schema, name, into);
		}
		this.depth--;
	}

	private boolean enterSchema() {
		this.visits++;
		this.depth++;
		return this.visits <= MAX_VISITS && this.depth <= MAX_DEPTH;
	}

	private void collectHere(JsonNode schema, String name, List<JsonNode> into) {
		if (schema.path("$ref").isString()) {
			collectSchemas(this.definitions.findTarget(schema), name, into);
		}
		JsonNode property = schema.path("properties").path(name);
		JsonNode found = property.isMissingNode() ? schema.path("additionalProperties") : property;
		if (found.isObject()) {
			into.add(found);
		}
		GROUPS.forEach((group) -> schema.path(group).forEach((part) -> collectSchemas(part, name, into)));
	}

	private FieldKind kindOfSchema(JsonNode schema) {
		FieldKind kind = enterSchema() ? kindHere(schema) : FieldKind.FILE_OR_TEXT;
		this.depth--;
		return kind;
	}

	private FieldKind kindHere(JsonNode schema) {
		if (isBytes(schema)) {
			return FieldKind.FILE;
		}
		FieldKind kind = schema.has("items") ? kindOfSchema(schema.path("items")) : FieldKind.ofType(schema);
		if (schema.path("$ref").isString()) {
			kind = kind.and(kindOfSchema(this.definitions.findTarget(schema)));
		}
		for (JsonNode part : schema.path("allOf")) {
			kind = kind.and(kindOfSchema(part));
		}
		for (String group : List.of("anyOf", "oneOf")) {
			FieldKind any = schema.path(group)
				.valueStream()
				.map(this::kindOfSchema)
				.reduce(FieldKind.OTHER, FieldKind::or);
			kind = kind.and(any);
		}
		return kind;
	}

	private static boolean isBytes(JsonNode schema) {
		String format = schema.path("format").asString("");
		String mediaType = schema.path("contentMediaType").asString("");
		return format.equals("binary") || format.equals("byte") || schema.has("contentEncoding")
				|| (BodyFormat.isMediaType(mediaType) && BodyFormat.of(mediaType) == BodyFormat.BINARY);
	}

	private JsonNode widenBody(JsonNode schema) {
		JsonNode target = this.definitions.followReferences(schema);
		JsonNode wide = (enterSchema() && target instanceof ObjectNode object) ? widenBodyHere(object) : schema;
		this.depth--;
		return wide;
	}

	private JsonNode widenBodyHere(ObjectNode target) {
		ObjectNode wide = shallowCopy(target);
		if (target.path("properties").isObject()) {
			ObjectNode properties = wide.putObject("properties");
			target.path("properties")
				.properties()
				.forEach((entry) -> properties.set(entry.getKey(), widenProperty(entry.getKey(), entry.getValue())));
		}
		for (String group : GROUPS) {
			if (target.path(group).isArray()) {
				ArrayNode parts = wide.putArray(group);
				target.path(group).forEach((part) -> parts.add(widenBody(part)));
			}
		}
		return wide;
	}

	private JsonNode widenProperty(String name, JsonNode schema) {
		int before = this.visits;
		FieldKind kind = kindOf(name);
		this.visits = before;
		return switch (kind) {
			case FILE, FILE_OR_TEXT -> widenSchema(schema, kind);
			case TEXT, OTHER -> schema;
		};
	}

	private JsonNode widenSchema(JsonNode schema, FieldKind kind) {
		JsonNode target = this.definitions.followReferences(schema);
		JsonNode wide = (enterSchema() && target instanceof ObjectNode object) ? widenHere(schema, object, kind)
				: withFile(schema, kind);
		this.depth--;
		return wide;
	}

	private JsonNode widenHere(JsonNode schema, ObjectNode target, FieldKind kind) {
		if (target.has("items") && !isBytes(target)) {
			return shallowCopy(target).set("items", widenSchema(target.path("items"), kind));
		}
		for (String group : List.of("anyOf", "oneOf")) {
			if (target.path(group).isArray()) {
				ObjectNode wide = shallowCopy(target);
				wide.remove(group);
				ArrayNode branches = wide.putArray("anyOf");
				target.path(group).forEach((branch) -> branches.add(widenSchema(branch, kind)));
				return wide;
			}
		}
		return (kindOfSchema(target) == FieldKind.OTHER) ? schema : withFile(target, kind);
	}

	private static ObjectNode withFile(JsonNode schema, FieldKind kind) {
		ObjectNode wide = StrictJson.mapper().createObjectNode();
		for (String remark : List.of("title", "description")) {
			if (schema.has(remark)) {
				wide.set(remark, schema.path(remark));
			}
		}
		ArrayNode branches = wide.putArray("anyOf");
		branches.add(markAsBase64(schema, kind)).add(createFileSchema());
		if (kind == FieldKind.FILE_OR_TEXT) {
			ObjectNode text = ExplicitForm.createClosedObject();
			ExplicitForm.addField(text, TEXT, schema, true);
			branches.add(text);
		}
		return wide;
	}

	private static JsonNode markAsBase64(JsonNode schema, FieldKind kind) {
		return (kind == FieldKind.FILE && schema instanceof ObjectNode object)
				? shallowCopy(object).put("contentEncoding", "base64") : schema;
	}

	private static ObjectNode createFileSchema() {
		ObjectNode file = ExplicitForm.createClosedObject();
		ExplicitForm.addField(file, CONTENT, createStringSchema().put("contentEncoding", "base64"), true);
		ExplicitForm.addField(file, FILE_NAME, createStringSchema().put("minLength", 1).put("maxLength", 255), false);
		ExplicitForm.addField(file, MEDIA_TYPE, createStringSchema(), false);
		return file;
	}

	private static ObjectNode createStringSchema() {
		return StrictJson.mapper().createObjectNode().put("type", "string");
	}

	private static ObjectNode shallowCopy(ObjectNode object) {
		return StrictJson.mapper().createObjectNode().setAll(object);
	}

	/** The kind of content of a multipart field. */
	enum FieldKind {

		OTHER, TEXT, FILE, FILE_OR_TEXT;

		static FieldKind ofType(JsonNode schema) {
			JsonNode type = schema.path("type");
			boolean string = type.valueStream().anyMatch((one) -> "string".equals(one.asString("")))
					|| "string".equals(type.asString(""));
			return string ? TEXT : OTHER;
		}

		/** Returns the kind if both schemas apply; a file wins over text. */
		FieldKind and(FieldKind other) {
			if (this == FILE_OR_TEXT || other == FILE_OR_TEXT) {
				return FILE_OR_TEXT;
			}
			return (compareTo(other) > 0) ? this : other;
		}

		/** Returns the kind if either of the schemas applies. */
		FieldKind or(FieldKind other) {
			boolean mixed = this != OTHER && other != OTHER && this != other;
			return mixed ? FILE_OR_TEXT : and(other);
		}

	}

}
