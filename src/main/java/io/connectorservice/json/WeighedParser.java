package io.connectorservice.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.JsonParserDelegate;

/**
 * Adds every token to the tree's estimated size before a node is created for it.
 */
class WeighedParser extends JsonParserDelegate {

	private final TreeWeight weight;

	private final CooperativeYield cooperativeYield = new CooperativeYield();

	private @Nullable JsonToken previous;

	WeighedParser(JsonParser parser, TreeWeight weight) {
		super(parser);
		this.weight = weight;
	}

	@Override
	public @Nullable JsonToken nextToken() {
		this.cooperativeYield.yieldPeriodically();
		JsonToken token = this.delegate.nextToken();
		if (token != null) {
			checkToken(token);
			weighToken(token);
		}
		this.previous = token;
		return token;
	}

	@Override
	public @Nullable String nextName() {
		return (nextToken() == JsonToken.PROPERTY_NAME) ? this.delegate.currentName() : null;
	}

	/** Rejects tokens that must not be read; accepts all by default. */
	void checkToken(JsonToken token) {
	}

	private void weighToken(JsonToken token) {
		boolean inArray = token != JsonToken.PROPERTY_NAME && this.previous != JsonToken.PROPERTY_NAME;
		if (inArray && !token.isStructEnd()) {
			this.weight.add((this.previous == JsonToken.START_ARRAY) ? TreeWeight.FIRST_ITEM : TreeWeight.ITEM);
		}
		switch (token) {
			case START_OBJECT -> this.weight.add(TreeWeight.OBJECT);
			case START_ARRAY -> this.weight.add(TreeWeight.ARRAY);
			case PROPERTY_NAME -> weighName();
			case VALUE_STRING -> this.weight.addText(this.delegate.getStringLength());
			case VALUE_NUMBER_INT -> this.weight.add(TreeWeight.NUMBER + this.delegate.getStringLength());
			case VALUE_NUMBER_FLOAT -> this.weight.add(TreeWeight.DECIMAL + this.delegate.getStringLength());
			default -> {
			}
		}
	}

	private void weighName() {
		if (this.previous == JsonToken.START_OBJECT) {
			this.weight.add(TreeWeight.FIRST_FIELD);
		}
		this.weight.addName(this.delegate.currentName());
	}

}
