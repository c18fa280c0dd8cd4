package io.connectorservice.apispec;

import java.util.ArrayDeque;
import java.util.Deque;

import tools.jackson.databind.JsonNode;

/**
 * Estimates the length of a tree's JSON text.
 */
final class JsonWeigher {

	private static final int PER_NODE = 4;

	private JsonWeigher() {
	}

	static int estimateWeight(JsonNode root) {
		long weight = 0;
		Deque<JsonNode> pending = new ArrayDeque<>();
		pending.push(root);
		while (!pending.isEmpty()) {
			JsonNode node = pending.pop();
			weight += PER_NODE + (node.isString() ? node.asString().length() : 0);
			for (String name : node.propertyNames()) {
				weight += name.length() + PER_NODE;
			}
			node.forEach(pending::push);
		}
		return (int) Math.min(Integer.MAX_VALUE, weight);
	}

}
