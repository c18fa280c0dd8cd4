package io.connectorservice.apispec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.apispec.binding.BodyFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts the parameters of a Swagger 2.0 description; body and form parameters become
 * request bodies. Shared parameters stay shared, so that the description does not grow.
 */
final class SwaggerParameters {

	private static final Set<String> BESIDE_SCHEMA = Set.of("name", "in", "description", "required", "collectionFormat",
			"allowEmptyValue");

	private static final String FORM = "application/x-www-form-urlencoded";

	private static final String MULTIPART = "multipart/form-data";

	private static final String SHARED = "#/parameters/";

	private final ObjectNode root;

	private final References references;

	SwaggerParameters(ObjectNode root) {
		this.root = root;
		this.references = new References(root);
	}

	/** Converts the parameters that all operations of a path share. */
	void convertShared(ObjectNode item, ObjectNode into) {
		if (item.path("parameters").isArray()) {
			into.set("parameters", convertPlainParameters(item.path("parameters")));
		}
	}

	/**
	 * Converts the parameters of one operation, including body parameters of its path.
	 */
	void convertParameters(ObjectNode item, ObjectNode operation, ObjectNode into) {
		JsonNode own = operation.path("parameters");
		if (own.isArray()) {
			into.set("parameters", convertPlainParameters(own));
		}
		else if (!own.isMissingNode()) {
			into.set("parameters", own);
		}
		Map<String, JsonNode> fields = new LinkedHashMap<>();
		JsonNode body = null;
		for (JsonNode list : List.of(item.path("parameters"), own)) {
			for (JsonNode value : list) {
				JsonNode parameter = this.references.resolve(value);
				switch (parameter.path("in").asString("")) {
					case "body" -> body = value;
					case "formData" -> fields.put(parameter.path("name").asString(""), value);
					default -> {
					}
				}
			}
		}
		if (body != null) {
			addBody(body, operation, into.putObject("requestBody"));
		}
		else if (!fields.isEmpty()) {
			addForm(fields, operation, into.putObject("requestBody"));
		}
	}

	/** Converts the parameters that references point to. */
	void addShared(ObjectNode components) {
		ObjectNode parameters = components.putObject("parameters");
		ObjectNode schemas = components.putObject("x-schemas");
		this.root.path("parameters").properties().forEach((entry) -> {
			JsonNode parameter = this.references.resolve(entry.getValue());
			switch (parameter.path("in").asString("")) {
				case "body" -> schemas.set(entry.getKey(), parameter.path("schema"));
				case "formData" -> schemas.set(entry.getKey(), buildSchema(parameter));
				default -> parameters.set(entry.getKey(), convertParameter(parameter));
			}
		});
	}

	private ArrayNode convertPlainParameters(JsonNode list) {
		ArrayNode plain = this.root.arrayNode();
		for (JsonNode value : list) {
			String in = this.references.resolve(value).path("in").asString("");
			if (!in.equals("body") && !in.equals("formData")) {
				plain.add(References.isReference(value) ? value : convertParameter(value));
			}
		}
		return plain;
	}

	private static JsonNode convertParameter(JsonNode old) {
		if (!(old instanceof ObjectNode parameter)) {
			return old;
		}
		ObjectNode result = parameter.objectNode();
		for (String name : List.of("name", "in", "description", "required", "allowEmptyValue")) {
			if (parameter.has(name)) {
				result.set(name, parameter.path(name));
			}
		}
		result.set("schema", buildSchema(parameter));
		if ("query".equals(parameter.path("in").asString(""))) {
			addStyle(parameter, result);
		}
		return result;
	}

	private static ObjectNode buildSchema(JsonNode parameter) {
		ObjectNode schema = ((ObjectNode) parameter).objectNode();
		String type = parameter.path("type").asString("");
		String separator = parameter.path("collectionFormat").asString("");
		if (type.equals("file")) {
			return schema.put("type", "string").put("format", "binary");
		}
		if (separator.equals("tsv")) {
			return schema.put("type", "string").put("description", "Items with tabs between them");
		}
		parameter.properties()
			.stream()
			.filter((entry) -> !BESIDE_SCHEMA.contains(entry.getKey()))
			.forEach((entry) -> schema.set(entry.getKey(), entry.getValue()));
		return schema;
	}

	private static void addStyle(JsonNode parameter, ObjectNode into) {
		if (!"array".equals(parameter.path("type").asString(""))) {
			return;
		}
		String separator = parameter.path("collectionFormat").asString("csv");
		into.put("style", switch (separator) {
			case "ssv" -> "spaceDelimited";
			case "pipes" -> "pipeDelimited";
			default -> "form";
		});
		into.put("explode", separator.equals("multi"));
	}

	private void addBody(JsonNode value, JsonNode operation, ObjectNode body) {
		JsonNode parameter = this.references.resolve(value);
		body.put("required", parameter.path("required").asBoolean(false));
		ObjectNode content = body.putObject("content");
		JsonNode schema = (findSharedName(value) != null) ? createSharedReference(value) : parameter.path("schema");
		String type = readConsumedTypes(operation)
			.min((one, other) -> BodyFormat.of(one).compareTo(BodyFormat.of(other)))
			.orElse("application/json");
		content.putObject(type).set("schema", schema.isMissingNode() ? body.objectNode() : schema);
	}

	private void addForm(Map<String, JsonNode> fields, JsonNode operation, ObjectNode body) {
		ObjectNode schema = body.objectNode().put("type", "object");
		ObjectNode encoding = body.objectNode();
		boolean files = false;
		for (Map.Entry<String, JsonNode> entry : fields.entrySet()) {
			JsonNode field = this.references.resolve(entry.getValue());
			files |= "file".equals(field.path("type").asString(""));
			schema.withObject("/properties")
				.set(entry.getKey(), (findSharedName(entry.getValue()) != null)
						? createSharedReference(entry.getValue()) : buildSchema(field));
			if (field.path("required").asBoolean(false)) {
				schema.withArray("/required").add(entry.getKey());
			}
			if ("array".equals(field.path("type").asString(""))) {
				addStyle(field, encoding.putObject(entry.getKey()));
			}
		}
		boolean multipart = files || (readConsumedTypes(operation).anyMatch(MULTIPART::equals)
				&& readConsumedTypes(operation).noneMatch(FORM::equals));
		body.put("required", schema.has("required"));
		ObjectNode media = body.putObject("content").putObject(multipart ? MULTIPART : FORM);
		media.set("schema", schema);
		media.set("encoding", encoding);
	}

	private Stream<String> readConsumedTypes(JsonNode operation) {
		JsonNode holder = operation.has("consumes") ? operation : this.root;
		return holder.path("consumes").valueStream().map((type) -> type.asString("")).filter(BodyFormat::isMediaType);
	}

	private static @Nullable String findSharedName(JsonNode value) {
		String reference = value.path("$ref").asString("");
		return reference.startsWith(SHARED) ? reference.substring(SHARED.length()) : null;
	}

	// A copy of the schema for each reference would let a description grow without limit.
	private static JsonNode createSharedReference(JsonNode value) {
		return ((ObjectNode) value).objectNode().put("$ref", "#/components/x-schemas/" + findSharedName(value));
	}

}
