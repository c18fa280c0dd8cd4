package io.connectorservice.oauth.authorization;

import java.util.Optional;

import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.tenant.ConnectorRef;

/**
 * Finds the configurations of connectors that use the operator's OAuth app; implemented
 * by the package that stores connectors.
 */
public interface OAuthAppConfigurations {

	/**
	 * Returns the configuration by which tokens of an app can be revoked, as the catalog
	 * and the app determine it now. A stored copy is not used, because the endpoint in it
	 * would get the app's secret.
	 * @param connector the connector, which may have been deleted
	 * @param serviceName the service, which is also the app's name
	 * @return empty if the app is gone, or the endpoint is not known without the
	 * connector
	 */
	Optional<OAuthConfig> findAppConfiguration(ConnectorRef connector, String serviceName);

}
