package io.connectorservice.json;

import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * A YAML document as the JSON that it represents.
 *
 * @param value the content
 * @param lines the line at which each value begins, by JSON pointer
 */
public record YamlDocument(JsonNode value, Map<String, Integer> lines) {

	/** Returns the line of a value or of its nearest known ancestor, counted from one. */
	public int findLine(String pointer) {
		String at = pointer;
		while (!this.lines.containsKey(at) && !at.isEmpty()) {
			at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
		}
		return this.lines.getOrDefault(at, 1);
	}

}
