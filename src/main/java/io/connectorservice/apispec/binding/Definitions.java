package io.connectorservice.apispec.binding;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the definitions that a schema refers to, directly or not, into that schema.
 */
public final class Definitions {

	private static final String PREFIX = "#/$defs/";

	private static final int MAX_HOPS = 20;

	// of a schema that is compiled, kept and shown for each operation by itself
	private static final int MAX_NODES = 20_000;

	private Definitions() {
	}

	/** The schema itself, or the definition that it is nothing but a reference to. */
	public static JsonNode followReferences(JsonNode schema, Map<String, JsonNode> definitions) {
		JsonNode at = schema;
		for (int hops = 0; hops < MAX_HOPS && at.size() == 1 && at.path("$ref").isString(); hops++) {
			at = definitions.getOrDefault(parseName(at.path("$ref")), at);
		}
		return at;
	}

	/** The definition that a schema refers to, beside whatever else it says. */
	static JsonNode findTarget(JsonNode schema, Map<String, JsonNode> definitions) {
		return definitions.getOrDefault(parseName(schema.path("$ref")), MissingNode.getInstance());
	}

	/**
	 * The schema with what it refers to under {@code $defs}, the nearest first; what is
	 * beyond the bound may be anything.
	 */
	static ObjectNode embedDefinitions(ObjectNode schema, Map<String, JsonNode> definitions) {
		Map<String, JsonNode> used = new TreeMap<>();
		Deque<JsonNode> open = new ArrayDeque<>();
		open.add(schema);
		int nodes = 0;
		while (!open.isEmpty()) {
			JsonNode node = open.remove();
			nodes += node.size();
			JsonNode reference = node.path("$ref");
			if (reference.isString() && !used.containsKey(parseName(reference))) {
				JsonNode definition = findDefinition(parseName(reference), definitions, nodes);
				used.put(parseName(reference), definition);
				open.add(definition);
			}
			node.valueStream().filter(JsonNode::isContainer).forEach(open::add);
		}
		if (!used.isEmpty()) {
			schema.putObject("$defs").setAll(used);
		}
		return schema;
	}

	private static JsonNode findDefinition(String name, Map<String, JsonNode> definitions, int nodes) {
		JsonNode anything = StrictJson.mapper().getNodeFactory().booleanNode(true);
		return (nodes > MAX_NODES) ? anything : definitions.getOrDefault(name, anything);
	}

	static String parseName(JsonNode reference) {
		String text = reference.asString();
		return text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
	}

}
