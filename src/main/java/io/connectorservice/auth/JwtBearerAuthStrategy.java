package io.connectorservice.auth;

import java.util.List;

import io.connectorservice.json.JsonSchema;
import io.connectorservice.oauth.OAuthConnections;
import io.connectorservice.oauth.TokenConnection;
import io.connectorservice.oauth.TokenManager;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with tokens that an assertion signed with a private key brings (RFC 7523):
 * Google's service accounts, a GitHub App's installations.
 */
@Component
final class JwtBearerAuthStrategy implements AuthStrategy {

	private static final SecretField PRIVATE_KEY = SecretField.of("private_key", "private_key_vault_path")
		.as(SecretUse.PRIVATE_KEY);

	private final JsonSchema configuration = JsonSchema.resource("auth/jwt_bearer.schema.json");

	private final OAuthConnections connections;

	private final TokenManager tokens;

	private final EndpointFaults endpoints;

	JwtBearerAuthStrategy(OAuthConnections connections, TokenManager tokens, EndpointFaults endpoints) {
		this.connections = connections;
		this.tokens = tokens;
		this.endpoints = endpoints;
	}

	@Override
	public String name() {
		return OAuthConnections.JWT_BEARER;
	}

	@Override
	public JsonSchema configuration() {
		return this.configuration;
	}

	@Override
	public List<Fault> faults(JsonNode config) {
		return this.endpoints.of(config, "token_url");
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(PRIVATE_KEY);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		TokenConnection connection = this.connections.jwtBearer(credentials.tenant(), credentials.connectorId(),
				credentials.config(), credentials.scopes(), () -> credentials.peek(PRIVATE_KEY),
				() -> credentials.peekFresh(PRIVATE_KEY));
		return BearerTokens.sign(request, credentials, connection, this.tokens);
	}

}
