package io.connectorservice.apispec.binding;

import java.util.List;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/**
 * A payload that was split into parameter values and the body.
 */
record Arguments(List<Argument> parameters, @Nullable JsonNode body, String bodyPointer) {

	/** The value of a parameter and its pointer in the payload. */
	record Argument(Parameter parameter, JsonNode value, String pointer) {

		StyledValue toStyledValue() {
			return new StyledValue(this.parameter, this.value);
		}

	}

}
