package io.connectorservice.oauth;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import tools.jackson.databind.JsonNode;

/**
 * Finds the connectors that are authorized; whoever keeps connectors provides it.
 */
public interface AuthorizationConnectors {

	/**
	 * A connector as it is stored now.
	 * @throws ProblemException CONFIGURATION_INVALID where its auth_type is not oauth2
	 */
	Optional<Authorizable> find(TenantId tenant, UUID connectorId);

	/**
	 * A connector that can be authorized.
	 *
	 * @param authConfig its {@code auth_config}
	 * @param scopes what it asks for
	 * @param pkce whether the provider takes PKCE's parameters
	 * @param version of its configuration
	 */
	record Authorizable(String connectorName, JsonNode authConfig, List<String> scopes, boolean pkce, long version) {
	}

}
