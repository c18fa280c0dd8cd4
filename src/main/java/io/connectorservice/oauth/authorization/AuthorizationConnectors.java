package io.connectorservice.oauth.authorization;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.digest.Sha256;
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
	 * Keeps what came with a connection, in place of what came with the last one. Called
	 * within the transaction that notes the connection.
	 */
	void keepData(TenantId tenant, UUID connectorId, Map<String, String> data);

	/** A connection was noted: what is held of the connector is to be read anew. */
	void evictConnector(TenantId tenant, UUID connectorId);

	/**
	 * A connector that can be authorized.
	 *
	 * @param authConfig its {@code auth_config}
	 * @param scopes what it asks for
	 * @param pkce whether the provider takes PKCE's parameters
	 * @param warnings what is likely to go wrong later, for people
	 * @param kept what of its connection is kept in the open
	 */
	record Authorizable(String connectorName, JsonNode authConfig, List<String> scopes, boolean pkce,
			List<String> warnings, List<CapturedValue> kept) {

		/** Names all that an authorization depends on; a connector's name is no part. */
		String computeDigest() {
			return Sha256.digestToHex(this.authConfig + "\n" + this.scopes + "\n" + this.pkce);
		}

	}

}
