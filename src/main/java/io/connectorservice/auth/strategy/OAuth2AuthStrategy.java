package io.connectorservice.auth.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SecretUse;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.TokenContext;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with an OAuth 2 access token (RFC 6750) that this service obtains, stores and
 * refreshes for the connector.
 */
@Component
final class OAuth2AuthStrategy implements AuthStrategy {

	private static final List<SecretField> FIELDS = List.of(
			SecretField.of("client_id", "client_id_vault_path").withUse(SecretUse.LINE),
			SecretField.of("client_secret", "client_secret_vault_path").withUse(SecretUse.LINE),
			SecretField.of("private_key", "private_key_vault_path").withUse(SecretUse.PRIVATE_KEY),
			SecretField.of("access_token", "access_token_vault_path")
				.withUse(SecretUse.HEADER)
				.inDocument(ConnectionStatusService.TOKENS),
			SecretField.of("refresh_token", "refresh_token_vault_path")
				.withUse(SecretUse.LINE)
				.inDocument(ConnectionStatusService.TOKENS));

	private final JsonSchema configuration = JsonSchema.fromClasspath("auth/oauth2.schema.json");

	private final ConnectionStatusService connections;

	private final ManagedTokenSigner signer;

	private final EndpointValidator endpoints;

	OAuth2AuthStrategy(ConnectionStatusService connections, ManagedTokenSigner signer, EndpointValidator endpoints) {
		this.connections = connections;
		this.signer = signer;
		this.endpoints = endpoints;
	}

	@Override
	public String name() {
		return "oauth2";
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<Fault> findFaults(JsonNode config) {
		List<Fault> faults = new ArrayList<>();
		faults.addAll(this.endpoints.findFaults(config, "auth_url"));
		faults.addAll(this.endpoints.findFaults(config, "token_url"));
		faults.addAll(this.endpoints.findFaults(config, "refresh_url"));
		faults.addAll(this.endpoints.findFaults(config, "revocation_url"));
		if (areApart(config)) {
			faults.add(new Fault("/access_token_vault_path",
					"must be in the same document as refresh_token_vault_path: the tokens are replaced in one piece"));
		}
		return faults;
	}

	private static boolean areApart(JsonNode config) {
		Optional<String> access = readDocumentPath(config, "access_token_vault_path");
		Optional<String> refresh = readDocumentPath(config, "refresh_token_vault_path");
		return access.isPresent() && refresh.isPresent() && !access.equals(refresh);
	}

	private static Optional<String> readDocumentPath(JsonNode config, String field) {
		return config.path(field).stringValueOpt().map((path) -> path.replaceFirst("#.*", ""));
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return FIELDS;
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		TokenContext connection = this.connections.createOAuth2Context(signingCredentials.tenant(),
				signingCredentials.connectorId(), new OAuthConfig(signingCredentials.config(),
						signingCredentials.scopes(), signingCredentials.oauthApp()));
		return this.signer.sign(request, signingCredentials, connection);
	}

}
