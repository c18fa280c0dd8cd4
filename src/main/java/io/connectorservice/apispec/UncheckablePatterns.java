package io.connectorservice.apispec;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import io.connectorservice.json.schema.JsonSchema;
import tools.jackson.databind.JsonNode;

/**
 * Finds schemas whose result depends on a pattern that cannot be checked, such as one
 * with a look-ahead. In negations and conditions only the external service can do so.
 */
final class UncheckablePatterns {

	// Maximum number of schemas that are visited for one keyword.
	private static final int MAX_VISITS = 100;

	// Maximum number of patterns that are compiled for one description, because a short
	// pattern can be a large program.
	private static final int MAX_PATTERNS = 200;

	private final References references;

	private final Map<String, Boolean> checkable = new HashMap<>();

	UncheckablePatterns(References references) {
		this.references = references;
	}

	/** Whether the schema contains such a pattern, or is too large to find out. */
	boolean isIn(JsonNode schema) {
		Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<JsonNode> pending = new ArrayDeque<>();
		pending.push(schema);
		while (!pending.isEmpty()) {
			JsonNode at = pending.pop();
			if (!seen.add(at)) {
				continue;
			}
			if (seen.size() > MAX_VISITS || hasUncheckable(at)) {
				return true;
			}
			if (References.isReference(at)) {
				pending.push(this.references.findTarget(at.path("$ref").asString()));
			}
			at.valueStream().filter(JsonNode::isContainer).limit(MAX_VISITS).forEach(pending::push);
		}
		return false;
	}

	boolean isUncheckable(String pattern) {
		Boolean known = this.checkable.get(pattern);
		if (known == null) {
			known = this.checkable.size() < MAX_PATTERNS && JsonSchema.isCheckable(pattern);
			this.checkable.put(pattern, known);
		}
		return !known;
	}

	private boolean hasUncheckable(JsonNode schema) {
		JsonNode pattern = schema.path("pattern");
		return (pattern.isString() && isUncheckable(pattern.asString()))
				|| schema.path("patternProperties").propertyNames().stream().anyMatch(this::isUncheckable);
	}

}
