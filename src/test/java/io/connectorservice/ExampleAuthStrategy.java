package io.connectorservice;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.StrictJson;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import tools.jackson.databind.JsonNode;

/**
 * A way of signing that the service knows nothing of: one bean is all it takes.
 */
public final class ExampleAuthStrategy implements AuthStrategy {

	private static final SecretField STAMP = SecretField.of("stamp", "stamp_vault_path");

	private final JsonSchema configuration = JsonSchema.of(StrictJson.read("""
			{"type":"object","additionalProperties":false,"required":["ink"],"properties":
			  {"ink":{"type":"string"},"stamp_vault_path":{"type":"string"}}}""".getBytes(StandardCharsets.UTF_8)));

	@Override
	public String name() {
		return "stamp";
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(STAMP);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		String stamp = signingCredentials.require(STAMP).reveal();
		return request.withCredentialHeader("X-Stamp", signingCredentials.requireText("ink") + " " + stamp,
				List.of(stamp));
	}

}
