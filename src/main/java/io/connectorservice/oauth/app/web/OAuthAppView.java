package io.connectorservice.oauth.app.web;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.connectorservice.oauth.app.RegisteredApp;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An OAuth app as the operator sees it, without its secret.
 *
 * @param secretKind what authenticates it: client_secret, private_key or none
 * @param secretVaultPath where its secret is stored
 */
@Schema(name = "OAuthApp")
record OAuthAppView(@JsonProperty("service_name") String serviceName, @JsonProperty("client_id") String clientId,
		@JsonProperty("secret_kind") @Schema(
				description = "What authenticates the app: client_secret, private_key or none") String secretKind,
		@JsonProperty("secret_vault_path") @Schema(
				description = "Where the secret is stored; it is never shown") @Nullable String secretVaultPath,
		@JsonProperty("token_endpoint_auth_method") @Nullable String tokenEndpointAuthMethod,
		@JsonProperty("key_id") @Nullable String keyId, @JsonProperty("grant_types") List<String> grantTypes,
		List<String> scopes, @JsonProperty("authorization_params") JsonNode authorizationParams,
		@JsonProperty("token_params") JsonNode tokenParams, @JsonProperty("created_at") Instant createdAt,
		@JsonProperty("updated_at") Instant updatedAt) {

	static OAuthAppView of(RegisteredApp app) {
		return new OAuthAppView(app.serviceName(), app.clientId(), app.secretKind().name().toLowerCase(Locale.ROOT),
				app.secretPath(), app.tokenEndpointAuthMethod(), app.keyId(), app.grantTypes(), app.scopes(),
				app.authorizationParams(), app.tokenParams(), Objects.requireNonNull(app.createdAt()),
				Objects.requireNonNull(app.updatedAt()));
	}

}
