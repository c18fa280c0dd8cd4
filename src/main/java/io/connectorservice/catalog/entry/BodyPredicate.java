package io.connectorservice.catalog.entry;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an answer's body holds when the call succeeded.
 *
 * @param at where to look, a JSON pointer
 * @param expected what is there
 * @param exists whether anything but null is there
 */
public record BodyPredicate(String at, @JsonProperty("equals") @Nullable JsonNode expected, @Nullable Boolean exists) {

	public boolean matches(JsonNode body) {
		JsonNode found = body.at(this.at);
		if (this.exists != null) {
			return this.exists == !(found.isMissingNode() || found.isNull());
		}
		return found.equals(this.expected);
	}

}
