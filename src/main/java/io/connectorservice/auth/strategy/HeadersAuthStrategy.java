package io.connectorservice.auth.strategy;

import java.util.List;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.ConfiguredHeaders;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with several headers, each with a secret or a literal value.
 */
@Component
final class HeadersAuthStrategy implements AuthStrategy {

	private static final ConfiguredHeaders HEADERS = new ConfiguredHeaders("headers");

	private final JsonSchema configuration = JsonSchema.fromClasspath("auth/headers.schema.json");

	@Override
	public String name() {
		return "headers";
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<Fault> findFaults(JsonNode config) {
		return HEADERS.findFaults(config);
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return HEADERS.secretFields(config);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		return HEADERS.addHeaders(request, signingCredentials);
	}

}
