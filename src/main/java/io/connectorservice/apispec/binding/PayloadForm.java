package io.connectorservice.apispec.binding;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One way of putting all that an operation takes into one JSON object.
 */
sealed interface PayloadForm permits FlatForm, ExplicitForm {

	/** The schema of such an object; references lead to the shared definitions. */
	ObjectNode buildSchema();

	/** Takes apart an object that the schema accepts. */
	Arguments splitPayload(JsonNode payload);

}
