package io.connectorservice.auth;

import java.util.List;

import io.connectorservice.json.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with several headers, each a secret or a literal.
 */
@Component
final class HeadersAuthStrategy implements AuthStrategy {

	private static final NamedHeaders HEADERS = new NamedHeaders("headers");

	private final JsonSchema configuration = JsonSchema.resource("auth/headers.schema.json");

	@Override
	public String name() {
		return "headers";
	}

	@Override
	public JsonSchema configuration() {
		return this.configuration;
	}

	@Override
	public List<Fault> faults(JsonNode config) {
		return HEADERS.faults(config);
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return HEADERS.secretFields(config);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		return HEADERS.added(request, credentials);
	}

}
