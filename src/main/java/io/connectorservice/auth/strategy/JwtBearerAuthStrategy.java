package io.connectorservice.auth.strategy;

import java.util.List;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SecretUse;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.TokenContext;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with tokens obtained with an assertion that a private key signs (RFC 7523):
 * Google's service accounts, a GitHub App's installations.
 */
@Component
final class JwtBearerAuthStrategy implements AuthStrategy {

	private static final SecretField PRIVATE_KEY = SecretField.of("private_key", "private_key_vault_path")
		.withUse(SecretUse.PRIVATE_KEY);

	private final JsonSchema configuration = JsonSchema.fromClasspath("auth/jwt_bearer.schema.json");

	private final ConnectionStatusService connections;

	private final ManagedTokenSigner signer;

	private final EndpointValidator endpoints;

	JwtBearerAuthStrategy(ConnectionStatusService connections, ManagedTokenSigner signer, EndpointValidator endpoints) {
		this.connections = connections;
		this.signer = signer;
		this.endpoints = endpoints;
	}

	@Override
	public String name() {
		return ConnectionStatusService.JWT_BEARER;
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<Fault> findFaults(JsonNode config) {
		return this.endpoints.findFaults(config, "token_url");
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(PRIVATE_KEY);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		TokenContext connection = this.connections.createJwtBearerContext(signingCredentials.tenant(),
				signingCredentials.connectorId(), signingCredentials.config(), signingCredentials.scopes(),
				() -> signingCredentials.peek(PRIVATE_KEY), () -> signingCredentials.peekFresh(PRIVATE_KEY));
		return this.signer.sign(request, signingCredentials, connection);
	}

}
