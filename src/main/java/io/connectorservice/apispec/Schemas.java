package io.connectorservice.apispec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.connectorservice.apispec.binding.BodyFormat;
import io.connectorservice.apispec.binding.Definitions;
import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates a description's schemas to JSON Schema 2020-12. Targets of references are
 * translated once and shared under {@code $defs}.
 */
final class Schemas {

	private static final String DEFS = "#/$defs/";

	private static final JsonNodeFactory NODES = StrictJson.mapper().getNodeFactory();

	private final References references;

	private final boolean version30;

	private final int maxDepth;

	private final UncheckablePatterns uncheckable;

	private final Map<String, String> names = new HashMap<>();

	private final Map<String, JsonNode> definitions = new LinkedHashMap<>();

	private final Deque<Runnable> pending = new ArrayDeque<>();

	Schemas(References references, boolean version30, int maxDepth) {
		this.references = references;
		this.version30 = version30;
		this.maxDepth = maxDepth;
		this.uncheckable = new UncheckablePatterns(references);
	}

	JsonNode translate(JsonNode schema) {
		JsonNode translated = translate(schema, 0);
		while (!this.pending.isEmpty()) {
			this.pending.pop().run();
		}
		return translated;
	}

	/** Translates a body's schema. A text or binary body is always a string. */
	JsonNode translateBody(BodyFormat format, JsonNode schema) {
		return switch (format) {
			case TEXT -> createTextSchema();
			case BINARY -> createTextSchema().put("contentEncoding", "base64");
			default -> translate(schema);
		};
	}

	ObjectNode createTextSchema() {
		return NODES.objectNode().put("type", "string");
	}

	Definitions definitions() {
		return new Definitions(this.definitions);
	}

	private JsonNode translate(JsonNode schema, int depth) {
		if (!schema.isObject() || depth > this.maxDepth) {
			return schema.isBoolean() ? schema : NODES.booleanNode(true);
		}
		ObjectNode translated = NODES.objectNode();
		if (References.isReference(schema)) {
			writeReference(schema.path("$ref").asString(), translated);
			if (this.version30) {
				return translated;
			}
		}
		schema.properties().forEach((entry) -> copyKeyword(entry.getKey(), entry.getValue(), translated, depth + 1));
		takeAnyOfOneOf(translated);
		dropUncheckable(schema, translated);
		if (translated.has("required")) {
			translated.set("required", withoutReadOnly(schema));
		}
		return this.version30 ? applyVersion30(schema, translated) : withExample(schema, translated);
	}

	private void copyKeyword(String word, JsonNode value, ObjectNode into, int depth) {
		SchemaKeyword keyword = SchemaKeyword.findMatching(word, value);
		if (keyword == null) {
			return;
		}
		switch (keyword.kind()) {
			case VALUE -> into.set(word, value);
			case SCHEMA -> into.set(word, translate(value, depth));
			case SCHEMAS -> {
				ArrayNode schemas = into.putArray(word);
				value.forEach((schema) -> schemas.add(translate(schema, depth)));
			}
			case SCHEMAS_BY_NAME -> {
				ObjectNode schemas = into.putObject(word);
				value.properties().forEach((entry) -> schemas.set(entry.getKey(), translate(entry.getValue(), depth)));
			}
		}
	}

	// oneOf becomes anyOf because alternatives in real descriptions overlap; the external
	// service knows which one is meant.
	private static void takeAnyOfOneOf(ObjectNode translated) {
		JsonNode alternatives = translated.remove("oneOf");
		if (alternatives == null) {
			return;
		}
		if (translated.has("anyOf")) {
			translated.withArray("/allOf").addObject().set("anyOf", alternatives);
		}
		else {
			translated.set("anyOf", alternatives);
		}
	}

	// A pattern that cannot be checked counts as a match, which must not be negated.
	private void dropUncheckable(JsonNode schema, ObjectNode translated) {
		if (translated.has("not") && this.uncheckable.isIn(schema.path("not"))) {
			translated.remove("not");
		}
		if (translated.has("if") && this.uncheckable.isIn(schema.path("if"))) {
			translated.remove(List.of("if", "then", "else"));
		}
		List<String> names = schema.path("patternProperties")
			.propertyNames()
			.stream()
			.filter(this.uncheckable::isUncheckable)
			.toList();
		if (translated.get("patternProperties") instanceof ObjectNode byPattern && !names.isEmpty()) {
			byPattern.remove(names);
			translated.remove(List.of("additionalProperties", "unevaluatedProperties"));
		}
	}

	// Read-only properties are written by the external
	// service, so callers need not provide them.
	private ArrayNode withoutReadOnly(JsonNode schema) {
		ArrayNode names = NODES.arrayNode();
		for (JsonNode name : schema.path("required")) {
			JsonNode property = this.references.resolve(schema.path("properties").path(name.asString("")));
			if (!property.path("readOnly").asBoolean(false)) {
				names.add(name);
			}
		}
		return names;
	}

	// Chains of references are resolved here, so that no circular chain remains.
	private void writeReference(String reference, ObjectNode into) {
		JsonNode target = this.references.findTarget(reference);
		String end = reference;
		for (int hops = 0; isOnlyReference(target) && hops < 100; hops++) {
			end = target.path("$ref").asString();
			target = this.references.findTarget(end);
		}
		if (!target.isMissingNode() && !isOnlyReference(target)) {
			into.put("$ref", DEFS + defineShared(end, target));
		}
	}

	private boolean isOnlyReference(JsonNode target) {
		return References.isReference(target) && (this.version30 || target.size() == 1);
	}

	private String defineShared(String reference, JsonNode target) {
		String known = this.names.get(reference);
		if (known != null) {
			return known;
		}
		String name = findFreeName(reference);
		this.names.put(reference, name);
		this.definitions.put(name, NODES.booleanNode(true));
		this.pending.push(() -> this.definitions.put(name, translate(target, 0)));
		return name;
	}

	private String findFreeName(String reference) {
		String last = reference.substring(reference.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.-]", "_");
		String name = last.substring(0, Math.min(100, last.length()));
		int number = 2;
		for (String base = name; this.definitions.containsKey(name); number++) {
			name = base + "_" + number;
		}
		return name;
	}

	private static JsonNode applyVersion30(JsonNode schema, ObjectNode translated) {
		moveExclusiveLimit(schema, translated, "exclusiveMinimum", "minimum");
		moveExclusiveLimit(schema, translated, "exclusiveMaximum", "maximum");
		withExample(schema, translated);
		return schema.path("nullable").asBoolean(false) ? allowNull(translated) : translated;
	}

	private static void moveExclusiveLimit(JsonNode schema, ObjectNode translated, String flag, String limit) {
		if (schema.path(flag).asBoolean(false) && translated.has(limit)) {
			translated.set(flag, translated.remove(limit));
		}
	}

	private static ObjectNode withExample(JsonNode schema, ObjectNode translated) {
		if (schema.has("example") && !translated.has("examples")) {
			translated.putArray("examples").add(schema.path("example"));
		}
		return translated;
	}

	private static ObjectNode allowNull(ObjectNode schema) {
		if (!schema.path("type").isString()) {
			ObjectNode either = NODES.objectNode();
			either.putArray("anyOf").add(schema).add(NODES.objectNode().put("type", "null"));
			return either;
		}
		String type = schema.path("type").asString();
		schema.putArray("type").add(type).add("null");
		if (schema.has("enum")) {
			ArrayNode values = NODES.arrayNode().addAll((ArrayNode) schema.path("enum"));
			schema.set("enum", values.addNull());
		}
		return schema;
	}

}
