package io.connectorservice.catalog.entry;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A condition on the body of a response.
 *
 * @param at a JSON pointer to the value to check
 * @param expected the value that must be there
 * @param exists true if there must be a value other than null, false if there must be
 * none; takes precedence over {@code expected}
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
