package io.connectorservice.auth;

import java.util.List;
import java.util.UUID;

import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The connector that a call is signed for.
 *
 * @param authType its {@code auth_type}, which selects the strategy
 * @param config its {@code auth_config}
 * @param scopes the scopes that it requests
 * @param oauthApp the operator's OAuth app, if the connector uses it
 */
public record SigningContext(TenantId tenant, UUID connectorId, String authType, JsonNode config, List<String> scopes,
		@Nullable OAuthApp oauthApp) {
}
