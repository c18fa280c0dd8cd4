package io.connectorservice.oauth;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.tenant.TenantId;
import tools.jackson.databind.JsonNode;

/**
 * Finds the connectors that are authorized; whoever keeps connectors provides it.
 */
public interface AuthorizationConnectors {

	/** A connector of auth_type oauth2, as it is stored now. */
	Optional<Authorizable> find(TenantId tenant, UUID connectorId);

	/**
	 * A connector that can be authorized.
	 *
	 * @param authConfig its {@code auth_config}
	 * @param scopes what it asks for
	 * @param version of its configuration
	 */
	record Authorizable(String connectorName, JsonNode authConfig, List<String> scopes, long version) {
	}

}
