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
 * Converts a known service's actions to an OpenAPI document, so that they are handled by
 * the same code as an OpenAPI document that a tenant supplies.
 */
final class ActionsAsOpenApi {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]+)}");

	private ActionsAsOpenApi() {
	}

	static ObjectNode describe(KnownService service) {
		ObjectNode root = StrictJson.mapper().createObjectNode().put("openapi", "3.1.0");
		root.putObject("info").put("title", service.title()).put("version", service.digest());
		ObjectNode paths = root.putObject("paths");
		service.actions().properties().forEach((action) -> addOperation(action.getKey(), action.getValue(), paths));
		return root;
	}

	// several actions may use the same method and path, so each gets a path item of its
	// own; a fragment, which is not part of the path, keeps them apart
	private static void addOperation(String name, JsonNode action, ObjectNode paths) {
		String[] call = action.path("call").asString().split(" ", 2);
		ObjectNode operation = paths.putObject(call[1] + "#" + name).putObject(call[0].toLowerCase(Locale.ROOT));
		operation.put("operationId", name).set("summary", action.path("summary"));
		if (action.has("description")) {
			operation.set("description", action.path("description"));
		}
		if (action.has("idempotent")) {
			operation.set("x-idempotent", action.path("idempotent"));
		}
		Set<String> required = readRequiredNames(action);
		addPathParameters(call[1], action, operation.putArray("parameters"));
		addParameters("query", action, required, operation.withArray("/parameters"));
		addParameters("header", action, required, operation.withArray("/parameters"));
		addBody(action, required, operation);
	}

	private static Set<String> readRequiredNames(JsonNode action) {
		return action.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
	}

	private static void addPathParameters(String path, JsonNode action, ArrayNode parameters) {
		PLACEHOLDER.matcher(path)
			.results()
			.map((MatchResult placeholder) -> placeholder.group(1))
			.forEach((placeholder) -> addParameter(parameters, "path", placeholder,
					action.path("path").path(placeholder), true));
	}

	private static void addParameters(String in, JsonNode action, Set<String> required, ArrayNode parameters) {
		action.path(in)
			.properties()
			.forEach((entry) -> addParameter(parameters, in, entry.getKey(), entry.getValue(),
					required.contains(entry.getKey()) || entry.getValue().has("const")));
	}

	private static void addParameter(ArrayNode parameters, String in, String name, JsonNode schema, boolean required) {
		ObjectNode parameter = parameters.addObject().put("in", in).put("name", name).put("required", required);
		parameter.set("schema", schema.isMissingNode() ? createTypeSchema("string") : toSchema(schema));
	}

	private static void addBody(JsonNode action, Set<String> required, ObjectNode operation) {
		if (!action.has("body") && !action.has("body_schema")) {
			return;
		}
		JsonNode schema = action.has("body_schema") ? toSchema(action.path("body_schema"))
				: buildBodySchema(action.path("body"), required);
		boolean bodyRequired = action.has("body_schema") || !schema.path("required").isEmpty();
		operation.putObject("requestBody")
			.put("required", bodyRequired)
			.putObject("content")
			.putObject(mediaType(action))
			.set("schema", schema);
	}

	private static String mediaType(JsonNode action) {
		return switch (action.path("body_format").asString("json")) {
			case "form" -> "application/x-www-form-urlencoded";
			case "multipart" -> "multipart/form-data";
			default -> "application/json";
		};
	}

	private static ObjectNode buildBodySchema(JsonNode body, Set<String> required) {
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
