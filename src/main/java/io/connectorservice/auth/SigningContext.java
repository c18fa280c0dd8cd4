package io.connectorservice.auth;

import java.util.List;
import java.util.UUID;

import io.connectorservice.tenant.TenantId;
import tools.jackson.databind.JsonNode;

/**
 * The connector that a call is signed for.
 *
 * @param authType how
 * @param config its {@code auth_config}
 * @param scopes what it is meant to be allowed
 */
public record SigningContext(TenantId tenant, UUID connectorId, String authType, JsonNode config, List<String> scopes) {
}
