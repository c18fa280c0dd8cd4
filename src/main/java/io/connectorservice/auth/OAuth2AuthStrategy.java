package io.connectorservice.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.connectorservice.json.JsonSchema;
import io.connectorservice.oauth.OAuthConnections;
import io.connectorservice.oauth.TokenConnection;
import io.connectorservice.oauth.TokenManager;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with an OAuth 2 access token (RFC 6750) that is obtained, kept and renewed for
 * the connector.
 */
@Component
final class OAuth2AuthStrategy implements AuthStrategy {

	private static final List<SecretField> FIELDS = List.of(
			SecretField.of("client_id", "client_id_vault_path").as(SecretUse.LINE),
			SecretField.of("client_secret", "client_secret_vault_path").as(SecretUse.LINE),
			SecretField.of("private_key", "private_key_vault_path").as(SecretUse.PRIVATE_KEY),
			SecretField.of("access_token", "access_token_vault_path")
				.as(SecretUse.HEADER)
				.inDocument(OAuthConnections.TOKENS),
			SecretField.of("refresh_token", "refresh_token_vault_path")
				.as(SecretUse.LINE)
				.inDocument(OAuthConnections.TOKENS));

	private final JsonSchema configuration = JsonSchema.resource("auth/oauth2.schema.json");

	private final OAuthConnections connections;

	private final TokenManager tokens;

	private final EndpointFaults endpoints;

	OAuth2AuthStrategy(OAuthConnections connections, TokenManager tokens, EndpointFaults endpoints) {
		this.connections = connections;
		this.tokens = tokens;
		this.endpoints = endpoints;
	}

	@Override
	public String name() {
		return "oauth2";
	}

	@Override
	public JsonSchema configuration() {
		return this.configuration;
	}

	@Override
	public List<Fault> faults(JsonNode config) {
		List<Fault> faults = new ArrayList<>();
		faults.addAll(this.endpoints.of(config, "auth_url"));
		faults.addAll(this.endpoints.of(config, "token_url"));
		faults.addAll(this.endpoints.of(config, "refresh_url"));
		faults.addAll(this.endpoints.of(config, "revocation_url"));
		if (areApart(config)) {
			faults.add(new Fault("/access_token_vault_path",
					"must be in the same document as refresh_token_vault_path: the tokens are replaced in one piece"));
		}
		return faults;
	}

	private static boolean areApart(JsonNode config) {
		Optional<String> access = document(config, "access_token_vault_path");
		Optional<String> refresh = document(config, "refresh_token_vault_path");
		return access.isPresent() && refresh.isPresent() && !access.equals(refresh);
	}

	private static Optional<String> document(JsonNode config, String field) {
		return config.path(field).stringValueOpt().map((path) -> path.replaceFirst("#.*", ""));
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return FIELDS;
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		TokenConnection connection = this.connections.oauth2(credentials.tenant(), credentials.connectorId(),
				credentials.config(), credentials.scopes());
		return BearerTokens.sign(request, credentials, connection, this.tokens);
	}

}
