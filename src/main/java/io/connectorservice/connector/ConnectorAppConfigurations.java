package io.connectorservice.connector;

import java.util.Optional;

import io.connectorservice.catalog.EffectiveConfiguration;
import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.oauth.authorization.OAuthAppConfigurations;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.tenant.ConnectorRef;

import org.springframework.stereotype.Component;

/**
 * Resolves the configuration of tokens that were granted to the operator's OAuth app:
 * from the connector, or from the catalog alone once the connector is deleted.
 */
@Component
final class ConnectorAppConfigurations implements OAuthAppConfigurations {

	private final ServiceConnectionFactory configurations;

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	ConnectorAppConfigurations(ServiceConnectionFactory configurations, TenantTransactions transactions,
			ConnectorRepository connectors) {
		this.configurations = configurations;
		this.transactions = transactions;
		this.connectors = connectors;
	}

	@Override
	public Optional<OAuthConfig> findAppConfiguration(ConnectorRef connector, String serviceName) {
		this.configurations.loadApps();
		return this.transactions.read(connector.tenant(), () -> this.connectors.find(connector.uuid()))
			.map(this.configurations::resolveConfiguration)
			.flatMap((known) -> findConfig(known, serviceName))
			.or(() -> findConfig(this.configurations.resolveServiceDefaults(serviceName), serviceName));
	}

	private static Optional<OAuthConfig> findConfig(EffectiveConfiguration known, String app) {
		try {
			return known.oauthApp()
				.filter((used) -> used.serviceName().equals(app))
				.map((_) -> ConnectorTokenLifecycle.createConfig(known));
		}
		catch (UnfilledVariableException _) {
			return Optional.empty();
		}
	}

}
