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
 * The schemas of an API description that other schemas refer to by name.
 */
public record Definitions(Map<String, JsonNode> byName) {

	private static final String PREFIX = "#/$defs/";

	private static final int MAX_HOPS = 20;

	// The limit applies to the schema of each single
	// operation, which is compiled, cached and displayed.
	private static final int MAX_NODES = 20_000;

	/** Returns the schema itself, or the definition if the schema is only a reference. */
	public JsonNode followReferences(JsonNode schema) {
		JsonNode at = schema;
		for (int hops = 0; hops < MAX_HOPS && at.size() == 1 && at.path("$ref").isString(); hops++) {
			at = this.byName.getOrDefault(parseName(at.path("$ref")), at);
		}
		return at;
	}

	/** Returns the definition that a reference names, or else the reference itself. */
	JsonNode findNamed(JsonNode reference) {
		return this.byName.getOrDefault(parseName(reference), reference);
	}

	/** Returns the definition that a schema refers to, beside its other keywords. */
	JsonNode findTarget(JsonNode schema) {
		return this.byName.getOrDefault(parseName(schema.path("$ref")), MissingNode.getInstance());
	}

	/**
	 * Embeds the referenced definitions under {@code $defs}, the nearest first;
	 * definitions beyond the limit accept any value.
	 */
	ObjectNode embedDefinitions(ObjectNode schema) {
		Map<String, JsonNode> used = new TreeMap<>();
		Deque<JsonNode> pending = new ArrayDeque<>();
		pending.add(schema);
		int nodes = 0;
		while (!pending.isEmpty()) {
			JsonNode node = pending.remove();
			nodes += node.size();
			JsonNode reference = node.path("$ref");
			if (reference.isString() && !used.containsKey(parseName(reference))) {
				JsonNode definition = findDefinition(parseName(reference), nodes);
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

	private JsonNode findDefinition(String name, int nodes) {
		JsonNode anything = StrictJson.mapper().getNodeFactory().booleanNode(true);
		return (nodes > MAX_NODES) ? anything : this.byName.getOrDefault(name, anything);
	}

	private static String parseName(JsonNode reference) {
		String text = reference.asString();
		return text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
	}

}
