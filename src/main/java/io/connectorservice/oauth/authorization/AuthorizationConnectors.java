package io.connectorservice.oauth.authorization;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.digest.Sha256;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Gives the authorization flow access to connectors; implemented by the package that
 * stores them.
 */
public interface AuthorizationConnectors {

	/**
	 * Reads a connector as it is stored now, past every cache.
	 * @throws ProblemException CONFIGURATION_INVALID if its auth_type is not oauth2
	 */
	Optional<Authorizable> find(ConnectorRef connector);

	/**
	 * Stores the data that came with a new connection in place of the previous
	 * connection's. Called within the transaction that records the connection.
	 */
	void keepData(ConnectorRef connector, Map<String, String> data);

	/** Evicts the connector from caches after a connection was recorded. */
	void evictConnector(ConnectorRef connector);

	/**
	 * A connector that can be authorized.
	 *
	 * @param authConfig its {@code auth_config}
	 * @param scopes the scopes that it requests
	 * @param pkce whether the provider accepts PKCE's parameters
	 * @param warnings problems that are likely to show later, as text for people
	 * @param kept the values of the callback or token response that are stored as plain
	 * data
	 * @param app the operator's OAuth app, if the connector uses it
	 */
	record Authorizable(String connectorName, JsonNode authConfig, List<String> scopes, boolean pkce,
			List<String> warnings, List<CapturedValue> kept, @Nullable OAuthApp app) {

		/** The connector's OAuth 2 configuration. */
		OAuthConfig oauthConfig() {
			return new OAuthConfig(this.authConfig, this.scopes, this.app);
		}

		/**
		 * Computes a digest of everything an authorization depends on; the connector's
		 * name is not part of it.
		 */
		String computeDigest() {
			return Sha256.digestToHex(this.authConfig + "\n" + this.scopes + "\n" + this.pkce
					+ ((this.app != null) ? "\n" + this.app.serviceName() : ""));
		}

	}

}
