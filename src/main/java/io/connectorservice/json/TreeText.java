package io.connectorservice.json;

import tools.jackson.databind.JsonNode;

/**
 * Measures about how long a tree's text is without writing it: parts that a tree holds in
 * several places are written as often.
 */
public final class TreeText {

	private static final int PUNCTUATION = 4;

	private final long most;

	private long length;

	private TreeText(long most) {
		this.most = most;
	}

	/** Whether the text is longer; no more of the tree is looked at than shows it. */
	public static boolean isLongerThan(long most, JsonNode tree) {
		TreeText text = new TreeText(most);
		text.addLength(tree);
		return text.length > most;
	}

	private void addLength(JsonNode node) {
		this.length += PUNCTUATION + (node.isString() ? node.stringValue().length() : 0);
		if (this.length > this.most) {
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
		if (this.length <= this.most) {
			addLength(node);
		}
	}

}
