package io.connectorservice.connector.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Reads secrets that callers send.
 */
@Component
final class CredentialsReader {

	private final JsonSchema schema = JsonSchema.fromClasspath("connector/credentials.schema.json");

	private final BodyLimits limits;

	CredentialsReader(BodyLimits limits) {
		this.limits = limits;
	}

	Map<String, Secret> read(HttpServletRequest request) throws IOException {
		JsonNode body = JsonBodies.read(request, this.limits.other().toBytes());
		List<Fault> faults = this.schema.findFaults(body);
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults);
		}
		Map<String, Secret> secrets = new LinkedHashMap<>();
		body.propertyStream().forEach((entry) -> secrets.put(entry.getKey(), Secret.of(entry.getValue().asString())));
		return secrets;
	}

}
