package io.connectorservice.apispec;

import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts a Swagger 2.0 description to OpenAPI 3.0 as far as calls need it, without
 * following references to other documents.
 */
public final class SwaggerConversion {

	/** Marks converted descriptions. */
	static final String MARK = "x-converted-from";

	private static final String VERSION = "2.0";

	private static final Map<String, String> MOVED = Map.of("#/definitions/", "#/components/schemas/", "#/parameters/",
			"#/components/parameters/", "#/responses/", "#/components/responses/");

	private static final Map<String, String> FLOWS = Map.of("implicit", "implicit", "password", "password",
			"application", "clientCredentials", "accessCode", "authorizationCode");

	// The keys inside these are names chosen by the author rather than keywords.
	private static final Set<String> NAMED = Set.of("properties", "schemas", "x-schemas");

	private static final Set<String> DATA = Set.of("example", "examples", "default", "enum");

	private final ObjectNode old;

	private final ObjectNode result;

	private final SwaggerParameters parameters;

	private SwaggerConversion(ObjectNode old) {
		this.old = old;
		this.result = old.objectNode();
		this.parameters = new SwaggerParameters(old);
	}

	/** Converts Swagger 2.0 to OpenAPI 3.0; returns other descriptions unchanged. */
	public static ObjectNode asOpenApi(ObjectNode description) {
		JsonNode version = description.path("swagger");
		boolean second = VERSION.equals(version.asString("")) || (version.isNumber() && version.asDouble() == 2.0);
		return (second && !description.has("openapi")) ? new SwaggerConversion(description).convertDescription()
				: description;
	}

	private ObjectNode convertDescription() {
		this.result.put("openapi", "3.0.3").put(MARK, "Swagger " + VERSION);
		for (String name : List.of("info", "security", "tags", "externalDocs")) {
			copyField(this.old, name, this.result);
		}
		addServers();
		addPaths();
		addComponents();
		rewriteNode(this.result, false);
		return this.result;
	}

	private void addServers() {
		String host = this.old.path("host").asString("");
		String basePath = this.old.path("basePath").asString("");
		String below = basePath.equals("/") ? "" : basePath;
		if (host.isEmpty()) {
			return;
		}
		boolean plain = this.old.path("schemes").valueStream().anyMatch((scheme) -> "http".equals(scheme.asString("")));
		boolean safe = this.old.path("schemes").valueStream().anyMatch((scheme) -> "https".equals(scheme.asString("")));
		String scheme = (plain && !safe) ? "http" : "https";
		this.result.putArray("servers").addObject().put("url", scheme + "://" + host + below);
	}

	private void addPaths() {
		if (!(this.old.path("paths") instanceof ObjectNode paths)) {
			copyField(this.old, "paths", this.result);
			return;
		}
		ObjectNode converted = this.result.putObject("paths");
		paths.properties().forEach((entry) -> converted.set(entry.getKey(), convertPathItem(entry.getValue())));
	}

	private JsonNode convertPathItem(JsonNode value) {
		if (!(value instanceof ObjectNode item)) {
			return value;
		}
		ObjectNode converted = item.objectNode();
		item.properties().forEach((entry) -> {
			boolean method = SpecReader.METHODS.contains(entry.getKey());
			converted.set(entry.getKey(), (method && entry.getValue() instanceof ObjectNode operation)
					? convertOperation(item, operation) : entry.getValue());
		});
		this.parameters.convertShared(item, converted);
		return converted;
	}

	private ObjectNode convertOperation(ObjectNode item, ObjectNode operation) {
		ObjectNode converted = operation.objectNode();
		for (String name : List.of("operationId", "summary", "description", "deprecated", "tags", "security",
				"x-idempotent")) {
			copyField(operation, name, converted);
		}
		this.parameters.convertParameters(item, operation, converted);
		return converted;
	}

	private void addComponents() {
		ObjectNode components = this.result.putObject("components");
		if (this.old.has("definitions")) {
			components.set("schemas", this.old.path("definitions"));
		}
		this.parameters.addShared(components);
		ObjectNode schemes = components.putObject("securitySchemes");
		this.old.path("securityDefinitions")
			.properties()
			.forEach((entry) -> schemes.set(entry.getKey(), convertSecurityScheme(entry.getValue())));
	}

	private static JsonNode convertSecurityScheme(JsonNode old) {
		if (!(old instanceof ObjectNode definition)) {
			return old;
		}
		ObjectNode scheme = definition.objectNode();
		switch (definition.path("type").asString("")) {
			case "basic" -> scheme.put("type", "http").put("scheme", "basic");
			case "oauth2" -> {
				ObjectNode flow = scheme.put("type", "oauth2")
					.putObject("flows")
					.putObject(FLOWS.getOrDefault(definition.path("flow").asString(""), "implicit"));
				List.of("authorizationUrl", "tokenUrl", "scopes").forEach((name) -> copyField(definition, name, flow));
			}
			default -> scheme.setAll(definition);
		}
		return scheme;
	}

	private static void copyField(JsonNode from, String name, ObjectNode to) {
		if (from.has(name)) {
			to.set(name, from.path(name));
		}
	}

	// Rewrites references and the schema keywords that have other names in OpenAPI 3.0.
	private static void rewriteNode(JsonNode node, boolean named) {
		if (node.isArray()) {
			node.forEach((item) -> rewriteNode(item, false));
		}
		if (!(node instanceof ObjectNode object)) {
			return;
		}
		if (!named) {
			rewriteKeywords(object);
		}
		object.properties()
			.stream()
			.filter((entry) -> named || !DATA.contains(entry.getKey()))
			.forEach((entry) -> rewriteNode(entry.getValue(), !named && NAMED.contains(entry.getKey())));
	}

	private static void rewriteKeywords(ObjectNode object) {
		if (object.path("$ref").isString()) {
			object.put("$ref", rewriteReference(object.path("$ref").asString()));
		}
		if (object.path("x-nullable").isBoolean()) {
			object.set("nullable", object.remove("x-nullable"));
		}
		if (object.path("discriminator").isString()) {
			String property = object.path("discriminator").asString();
			object.putObject("discriminator").put("propertyName", property);
		}
	}

	private static String rewriteReference(String reference) {
		return MOVED.entrySet()
			.stream()
			.filter((entry) -> reference.startsWith(entry.getKey()))
			.map((entry) -> entry.getValue() + reference.substring(entry.getKey().length()))
			.findFirst()
			.orElse(reference);
	}

}
