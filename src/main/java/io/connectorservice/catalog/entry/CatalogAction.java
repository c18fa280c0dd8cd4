package io.connectorservice.catalog.entry;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An action of a known service, which is converted to an OpenAPI operation, so that it is
 * handled by the same code as an operation that a tenant describes.
 *
 * @param name the name by which it is performed
 * @param action its description in the catalog file
 */
record CatalogAction(String name, JsonNode action) {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]+)}");

	/**
	 * Adds the action as an operation. Several actions may use the same method and path,
	 * so each gets a path item of its own; a fragment, which is not part of the path,
	 * keeps them apart.
	 */
	void addTo(ObjectNode paths) {
		String[] call = this.action.path("call").asString().split(" ", 2);
		ObjectNode operation = paths.putObject(call[1] + "#" + this.name).putObject(call[0].toLowerCase(Locale.ROOT));
		describe(operation);
		addPathParameters(call[1], operation.putArray("parameters"));
		addParameters("query", operation.withArray("/parameters"));
		addParameters("header", operation.withArray("/parameters"));
		addBody(operation);
	}

	private void describe(ObjectNode operation) {
		operation.put("operationId", this.name).set("summary", this.action.path("summary"));
		if (this.action.has("description")) {
			operation.set("description", this.action.path("description"));
		}
		if (this.action.has("idempotent")) {
			operation.set("x-idempotent", this.action.path("idempotent"));
		}
	}

	private void addPathParameters(String path, ArrayNode parameters) {
		PLACEHOLDER.matcher(path)
			.results()
			.map((MatchResult placeholder) -> placeholder.group(1))
			.forEach((placeholder) -> addParameter(parameters, "path", placeholder,
					this.action.path("path").path(placeholder), true));
	}

	private void addParameters(String in, ArrayNode parameters) {
		Set<String> required = readRequiredNames();
		this.action.path(in)
			.properties()
			.forEach((entry) -> addParameter(parameters, in, entry.getKey(), entry.getValue(),
					required.contains(entry.getKey()) || entry.getValue().has("const")));
	}

	private Set<String> readRequiredNames() {
		return this.action.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
	}

	private static void addParameter(ArrayNode parameters, String in, String name, JsonNode schema, boolean required) {
		ObjectNode parameter = parameters.addObject().put("in", in).put("name", name).put("required", required);
		parameter.set("schema", schema.isMissingNode() ? createTypeSchema("string") : toSchema(schema));
	}

	private void addBody(ObjectNode operation) {
		boolean whole = this.action.has("body_schema");
		if (!this.action.has("body") && !whole) {
			return;
		}
		JsonNode schema = whole ? toSchema(this.action.path("body_schema")) : buildBodySchema();
		boolean bodyRequired = whole || !schema.path("required").isEmpty();
		operation.putObject("requestBody")
			.put("required", bodyRequired)
			.putObject("content")
			.putObject(mediaType())
			.set("schema", schema);
	}

	private String mediaType() {
		return switch (this.action.path("body_format").asString("json")) {
			case "form" -> "application/x-www-form-urlencoded";
			case "multipart" -> "multipart/form-data";
			default -> "application/json";
		};
	}

	private ObjectNode buildBodySchema() {
		JsonNode body = this.action.path("body");
		Set<String> required = readRequiredNames();
		ObjectNode schema = createTypeSchema("object").put("additionalProperties", false);
		ObjectNode properties = schema.putObject("properties");
		body.properties().forEach((entry) -> properties.set(entry.getKey(), toSchema(entry.getValue())));
		ArrayNode names = schema.putArray("required");
		body.properties()
			.stream()
			.filter((entry) -> required.contains(entry.getKey()) || entry.getValue().has("const"))
			.forEach((entry) -> names.add(entry.getKey()));
		return schema;
	}

	private static JsonNode toSchema(JsonNode given) {
		return given.isString() ? createTypeSchema(given.asString()) : given;
	}

	private static ObjectNode createTypeSchema(String name) {
		return StrictJson.mapper().createObjectNode().put("type", name);
	}

}
