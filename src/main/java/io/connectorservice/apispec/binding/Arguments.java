package io.connectorservice.apispec.binding;

import java.util.List;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/**
 * A payload taken apart: what each parameter gets, and the body.
 */
record Arguments(List<Argument> parameters, @Nullable JsonNode body, String bodyPointer) {

	/**
	 * What one parameter gets, and where in the payload it stood.
	 */
	record Argument(Parameter parameter, JsonNode value, String pointer) {

	}

}
