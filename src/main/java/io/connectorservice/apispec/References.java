package io.connectorservice.apispec;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Resolves references inside one description, but none to other documents.
 */
final class References {

	private static final int MAX_HOPS = 100;

	private static final int MAX_LENGTH = 2_000;

	private final JsonNode root;

	private final Map<String, JsonNode> known = new HashMap<>();

	private @Nullable Map<String, JsonNode> anchors;

	References(JsonNode root) {
		this.root = root;
	}

	/** Returns the value itself or the final target of its references, or missing. */
	JsonNode resolve(JsonNode value) {
		JsonNode at = value;
		for (int hops = 0; isReference(at); hops++) {
			if (hops == MAX_HOPS) {
				return MissingNode.getInstance();
			}
			at = findTarget(at.path("$ref").asString());
		}
		return at;
	}

	/** Returns the target of the reference, which may itself be a reference. */
	JsonNode findTarget(String reference) {
		return this.known.computeIfAbsent(reference, this::resolvePointer);
	}

	static boolean isReference(JsonNode value) {
		return value.isObject() && value.path("$ref").isString();
	}

	static boolean isLocal(String reference) {
		return reference.startsWith("#");
	}

	// OpenAPI 3.1 supports the anchors of JSON Schema.
	private Map<String, JsonNode> getAnchors() {
		if (this.anchors == null) {
			this.anchors = findAnchors();
		}
		return this.anchors;
	}

	private Map<String, JsonNode> findAnchors() {
		Map<String, JsonNode> found = new HashMap<>();
		Deque<JsonNode> pending = new ArrayDeque<>();
		pending.push(this.root);
		while (!pending.isEmpty()) {
			JsonNode node = pending.pop();
			if (node.path("$anchor").isString()) {
				found.putIfAbsent(node.path("$anchor").asString(), node);
			}
			node.valueStream().filter(JsonNode::isContainer).forEach(pending::push);
		}
		return found;
	}

	private JsonNode resolvePointer(String reference) {
		if (!isLocal(reference) || reference.length() > MAX_LENGTH) {
			return MissingNode.getInstance();
		}
		if (reference.length() > 1 && reference.charAt(1) != '/') {
			return getAnchors().getOrDefault(reference.substring(1), MissingNode.getInstance());
		}
		try {
			String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
			return this.root.at(JsonPointer.compile(pointer));
		}
		catch (IllegalArgumentException _) {
			return MissingNode.getInstance();
		}
	}

}
