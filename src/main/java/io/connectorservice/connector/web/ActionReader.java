package io.connectorservice.connector.web;

import java.io.IOException;
import java.util.List;

import io.connectorservice.external.ActionRequest;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.stereotype.Component;

/**
 * Reads actions that callers ask for.
 */
@Component
final class ActionReader {

	private final JsonSchema schema = JsonSchema.fromClasspath("connector/action.schema.json");

	private final BodyLimits limits;

	ActionReader(BodyLimits limits) {
		this.limits = limits;
	}

	ActionRequest read(HttpServletRequest request) throws IOException {
		JsonNode body = JsonBodies.read(request, this.limits.other().toBytes());
		List<Fault> faults = this.schema.findFaults(body);
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults);
		}
		JsonNode payload = body.path("payload");
		return new ActionRequest(body.path("action_name").asString(),
				payload.isMissingNode() ? JsonNodeFactory.instance.objectNode() : payload);
	}

}
