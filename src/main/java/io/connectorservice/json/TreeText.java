package io.connectorservice.json;

import tools.jackson.databind.JsonNode;

/**
 * Estimates the length of a tree's JSON text without writing it. Nodes that the tree
 * refers to several times count each time.
 */
public final class TreeText {

	private static final int PUNCTUATION = 4;

	private final long limit;

	private long length;

	private TreeText(long limit) {
		this.limit = limit;
	}

	/** Whether the text is longer than the limit; stops as soon as that is certain. */
	public static boolean isLongerThan(long limit, JsonNode tree) {
		TreeText text = new TreeText(limit);
		text.addLength(tree);
		return text.length > limit;
	}

	private void addLength(JsonNode node) {
		this.length += PUNCTUATION + (node.isString() ? node.stringValue().length() : 0);
		if (this.length > this.limit) {
			return;
		}
		if (node.isObject()) {
			node.properties().forEach((field) -> {
				this.length += field.getKey().length();
				addLengthWithinLimit(field.getValue());
			});
		}
		else {
			node.forEach(this::addLengthWithinLimit);
		}
	}

	private void addLengthWithinLimit(JsonNode node) {
		if (this.length <= this.limit) {
			addLength(node);
		}
	}

}
