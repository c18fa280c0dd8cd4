package io.connectorservice.apispec;

import java.util.ArrayDeque;
import java.util.Deque;

import tools.jackson.databind.JsonNode;

/**
 * Estimates the length of a tree's JSON text.
 */
final class JsonWeigher {

	private static final int PER_NODE = 4;

	private final Deque<JsonNode> pending = new ArrayDeque<>();

	private long weight;

	int weigh(JsonNode root) {
		this.pending.push(root);
		while (!this.pending.isEmpty()) {
			addNode(this.pending.pop());
		}
		return (int) Math.min(Integer.MAX_VALUE, this.weight);
	}

	private void addNode(JsonNode node) {
		this.weight += PER_NODE + (node.isString() ? node.asString().length() : 0);
		for (String name : node.propertyNames()) {
			this.weight += name.length() + PER_NODE;
		}
		node.forEach(this.pending::push);
	}

}
