package io.connectorservice.catalog;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OAuth client that the operator registered at a service for all tenants. It names
 * the place of its secret and never holds the secret.
 *
 * @param serviceName the service, which is also the app's name
 * @param config the fields of {@code auth_config} that the app determines
 * @param secretKind what authenticates the client
 * @param secretPath the secret's path; null for a public client
 * @param scopes the scopes that connectors may request; empty if the app does not limit
 * them
 * @param grantTypes the grants that connectors may use; empty if the app does not limit
 * them
 */
public record OAuthApp(String serviceName, ObjectNode config, SecretKind secretKind, @Nullable String secretPath,
		List<String> scopes, Set<String> grantTypes) {

	/** What authenticates an app at the token endpoint. */
	public enum SecretKind {

		CLIENT_SECRET, PRIVATE_KEY, NONE

	}

}
