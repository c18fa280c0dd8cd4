package io.connectorservice.json;

import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * A YAML document as the JSON that it stands for.
 *
 * @param value its content
 * @param lines where each value begins, by its JSON pointer
 */
public record YamlDocument(JsonNode value, Map<String, Integer> lines) {

	/** The line of a value, or of the nearest one around it; counted from one. */
	public int findLine(String pointer) {
		String at = pointer;
		while (!this.lines.containsKey(at) && !at.isEmpty()) {
			at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
		}
		return this.lines.getOrDefault(at, 1);
	}

}
