package io.connectorservice.apispec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the definitions that a schema refers to, directly or not, into that schema.
 */
final class Definitions {

	private static final String PREFIX = "#/$defs/";

	private static final int MAX_HOPS = 20;

	private Definitions() {
	}

	/** The schema itself, or the definition that it is nothing but a reference to. */
	static JsonNode follow(JsonNode schema, Map<String, JsonNode> definitions) {
		JsonNode at = schema;
		for (int hops = 0; hops < MAX_HOPS && at.size() == 1 && at.path("$ref").isString(); hops++) {
			at = definitions.getOrDefault(name(at.path("$ref")), at);
		}
		return at;
	}

	/** The schema with all it refers to under {@code $defs}. */
	static ObjectNode selfContained(ObjectNode schema, Map<String, JsonNode> definitions) {
		Map<String, JsonNode> used = new TreeMap<>();
		Deque<JsonNode> open = new ArrayDeque<>();
		open.push(schema);
		while (!open.isEmpty()) {
			JsonNode node = open.pop();
			JsonNode reference = node.path("$ref");
			if (reference.isString() && !used.containsKey(name(reference))) {
				use(name(reference), definitions, used, open);
			}
			node.forEach((child) -> pushContainer(child, open));
		}
		if (!used.isEmpty()) {
			schema.putObject("$defs").setAll(used);
		}
		return schema;
	}

	private static void use(String name, Map<String, JsonNode> definitions, Map<String, JsonNode> used,
			Deque<JsonNode> open) {
		JsonNode definition = definitions.get(name);
		if (definition != null) {
			used.put(name, definition);
			open.push(definition);
		}
	}

	private static void pushContainer(JsonNode child, Deque<JsonNode> open) {
		if (child.isContainer()) {
			open.push(child);
		}
	}

	private static String name(JsonNode reference) {
		String text = reference.asString();
		return text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
	}

}
