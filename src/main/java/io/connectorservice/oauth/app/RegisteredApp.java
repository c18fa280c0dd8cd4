package io.connectorservice.oauth.app;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.catalog.OAuthApp.SecretKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OAuth app as it is stored; its secret is only named.
 *
 * @param secretPath the secret's path; null for a public client
 * @param tokenEndpointAuthMethod null if it follows from the catalog or the secret
 * @param createdAt null before it is stored, like updatedAt
 */
public record RegisteredApp(String serviceName, String clientId, SecretKind secretKind, @Nullable String secretPath,
		@Nullable String tokenEndpointAuthMethod, @Nullable String keyId, List<String> grantTypes, List<String> scopes,
		ObjectNode authorizationParams, ObjectNode tokenParams, @Nullable Instant createdAt,
		@Nullable Instant updatedAt) {

	/** The app as connectors see it. */
	OAuthApp toOAuthApp() {
		ObjectNode config = JsonNodeFactory.instance.objectNode().put("client_id", this.clientId);
		if (this.tokenEndpointAuthMethod != null) {
			config.put("token_endpoint_auth_method", this.tokenEndpointAuthMethod);
		}
		if (this.keyId != null) {
			config.put("key_id", this.keyId);
		}
		config.set("authorization_params", this.authorizationParams);
		config.set("token_params", this.tokenParams);
		return new OAuthApp(this.serviceName, config, this.secretKind, this.secretPath, this.scopes,
				Set.copyOf(this.grantTypes));
	}

}
