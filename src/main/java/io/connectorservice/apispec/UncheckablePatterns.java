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
 * Finds schemas whose verdict depends on a pattern that cannot be checked, such as one
 * with look-ahead: where they stand in a negation or a condition, only the service knows.
 */
final class UncheckablePatterns {

	// schemas that are visited for one keyword at most
	private static final int MAX_VISITS = 100;

	// compiled for one description at most, as a short pattern can be a long program
	private static final int MAX_PATTERNS = 200;

	private final References references;

	private final Map<String, Boolean> checkable = new HashMap<>();

	UncheckablePatterns(References references) {
		this.references = references;
	}

	/**
	 * Whether the schema, or one below it, has such a pattern or is too large to tell.
	 */
	boolean isIn(JsonNode schema) {
		Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<JsonNode> open = new ArrayDeque<>();
		open.push(schema);
		while (!open.isEmpty()) {
			JsonNode at = open.pop();
			if (!seen.add(at)) {
				continue;
			}
			if (seen.size() > MAX_VISITS || hasUncheckable(at)) {
				return true;
			}
			if (References.isReference(at)) {
				open.push(this.references.findTarget(at.path("$ref").asString()));
			}
			at.valueStream().filter(JsonNode::isContainer).limit(MAX_VISITS).forEach(open::push);
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
