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
 * Embeds all definitions that a schema refers to, also indirectly, into that schema.
 */
public final class Definitions {

	private static final String PREFIX = "#/$defs/";

	private static final int MAX_HOPS = 20;

	// The limit applies to the schema of each single
	// operation, which is compiled, cached and displayed.
	private static final int MAX_NODES = 20_000;

	private Definitions() {
	}

	/** Returns the schema itself, or the definition if the schema is only a reference. */
	public static JsonNode followReferences(JsonNode schema, Map<String, JsonNode> definitions) {
		JsonNode at = schema;
		for (int hops = 0; hops < MAX_HOPS && at.size() == 1 && at.path("$ref").isString(); hops++) {
			at = definitions.getOrDefault(parseName(at.path("$ref")), at);
		}
		return at;
	}

	/**
	 * Returns the definition that a schema refers to, even if the schema has other
	 * keywords as well.
	 */
	static JsonNode findTarget(JsonNode schema, Map<String, JsonNode> definitions) {
		return definitions.getOrDefault(parseName(schema.path("$ref")), MissingNode.getInstance());
	}

	/**
	 * Embeds the referenced definitions under {@code $defs}, the nearest first;
	 * definitions beyond the limit accept any value.
	 */
	static ObjectNode embedDefinitions(ObjectNode schema, Map<String, JsonNode> definitions) {
		Map<String, JsonNode> used = new TreeMap<>();
		Deque<JsonNode> pending = new ArrayDeque<>();
		pending.add(schema);
		int nodes = 0;
		while (!pending.isEmpty()) {
			JsonNode node = pending.remove();
			nodes += node.size();
			JsonNode reference = node.path("$ref");
			if (reference.isString() && !used.containsKey(parseName(reference))) {
				JsonNode definition = findDefinition(parseName(reference), definitions, nodes);
				used.put(parseName(reference), definition);
				pending.add(definition);
			}
			node.valueStream().filter(JsonNode::isContainer).forEach(pending::add);
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
