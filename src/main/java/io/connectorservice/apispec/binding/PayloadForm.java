package io.connectorservice.apispec.binding;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A form in which a JSON object can contain all parameters and the body of an operation.
 */
sealed interface PayloadForm permits FlatForm, ExplicitForm {

	/**
	 * Builds the schema of such an object; its references lead to the shared definitions.
	 */
	ObjectNode buildSchema();

	/** Splits an object that is valid for the schema into arguments. */
	Arguments splitPayload(JsonNode payload);

}
