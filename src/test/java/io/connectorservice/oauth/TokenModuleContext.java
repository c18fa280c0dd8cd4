package io.connectorservice.oauth;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.endpoint.TokenEndpoint;
import io.connectorservice.oauth.endpoint.TokenEndpointSettings;
import io.connectorservice.oauth.storage.ConnectionStatus;
import io.connectorservice.oauth.storage.TokenState;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.outbound.TrustedAddressClients;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.Secrets;
import io.connectorservice.secret.TestSecrets;
import io.connectorservice.shutdown.Shutdown;
import io.connectorservice.shutdown.TestShutdown;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The application context of one replica's OAuth module, with a database and a secret
 * store that it shares with other replicas.
 */
final class TokenModuleContext implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final HikariDataSource pool;

	private final SecretStore store;

	private TokenModuleContext(TestDatabase database, SecretStore store, OutboundClient outbound, Clock clock,
			Map<String, Object> settings) {
		this.pool = database.pool(4);
		this.store = store;
		this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
		this.context.registerBean(TenantTransactions.class, () -> TestDatabase.transactions(this.pool));
		this.context.registerBean(JdbcClient.class, () -> JdbcClient.create(this.pool));
		this.context.registerBean("secretStore", SecretStore.class, () -> store);
		this.context.registerBean(Secrets.class, () -> TestSecrets.of(store));
		// shared, so it must not be closed with one of its users
		this.context.getBeanFactory().registerSingleton("outboundClient", outbound);
		this.context.registerBean(Clock.class, () -> clock);
		this.context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
		this.context.registerBean(TrustedAddressClients.class, () -> TestClients.ofOperator());
		this.context.registerBean(Shutdown.class, TestShutdown::none);
		this.context.register(Settings.class, TokenManager.class, RefreshCoordinator.class, TokenSnapshots.class,
				TokenStateRepository.class, TokenCache.class, TokenRefresher.class, TokenMetrics.class,
				UnsavedTokenKeeper.class, Leases.class, RefreshExecutor.class, ConnectorLocks.class,
				TokenEndpoint.class, ConnectionStatusService.class, AuthorizedTokenWriter.class);
		this.context.refresh();
	}

	static TokenModuleContext over(TestDatabase database, SecretStore store, OutboundClient outbound, Clock clock,
			Map<String, Object> settings) {
		return new TokenModuleContext(database, store, outbound, clock, settings);
	}

	static TokenModuleContext over(TestDatabase database, SecretStore store, OutboundClient outbound) {
		return over(database, store, outbound, Clock.systemUTC(), Map.of("connector.oauth.request-timeout", "3s",
				"connector.oauth.refresh-timeout", "3s", "connector.oauth.lease", "6s"));
	}

	/** Inserts a tenant with a connector. */
	static Owned connector(TestDatabase database) {
		UUID tenant = UUID.randomUUID();
		UUID connector = UUID.randomUUID();
		database.superuser().sql("insert into tenants (id) values (?)").param(tenant).update();
		database.superuser().sql("""
				insert into integration_connectors (id, tenant_id, connector_name, service_name, auth_type, auth_config)
				values (?, ?, 'c', 'suite', 'oauth2', '{}')""").param(connector).param(tenant).update();
		return new Owned(new TenantId(tenant), connector);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	TokenManager tokens() {
		return bean(TokenManager.class);
	}

	ConnectionStatus status(Owned owned) {
		return bean(ConnectionStatusService.class).getStatus(owned.ref());
	}

	TokenState state(Owned owned) {
		return bean(TokenStateRepository.class).read(owned.ref());
	}

	TokenContext oauth2(Owned owned, String config, String... scopes) {
		return bean(ConnectionStatusService.class).createOAuth2Context(owned.tenant(), owned.connector(),
				new OAuthConfig(StrictJson.mapper().readTree(config), List.of(scopes)));
	}

	/** The stored document of a connection's tokens. */
	SecretDocument readStored(TokenContext connection) {
		return this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT);
	}

	/**
	 * Stores fields of a connection's tokens, like a caller that imports tokens from
	 * elsewhere.
	 */
	void store(TokenContext connection, Map<String, String> fields) {
		SecretDocument document = readStored(connection);
		for (Map.Entry<String, String> field : fields.entrySet()) {
			document = document.with(field.getKey(), Secret.of(field.getValue()));
		}
		if (!this.store.write(connection.place().document(), document)) {
			throw new IllegalStateException("stored by another");
		}
	}

	/** Stores a secret under the connector's own path and returns the path. */
	String secret(Owned owned, String field, String value) {
		Secrets secrets = bean(Secrets.class);
		SecretPath path = secrets.ownPath(owned.tenant(), owned.connector(), field);
		secrets.put(Map.of(path, Secret.of(value)));
		return path.toString();
	}

	@Override
	public void close() {
		this.context.close();
		this.pool.close();
	}

	/** A tenant and one of its connectors. */
	record Owned(TenantId tenant, UUID connector) {

		ConnectorRef ref() {
			return ConnectorRef.of(this.tenant, this.connector);
		}

	}

	@EnableConfigurationProperties({ OAuthSettings.class, TokenEndpointSettings.class })
	@ConfigurationPropertiesScan({ "io.connectorservice.event", "io.connectorservice.webhook" })
	@ComponentScan({ "io.connectorservice.event", "io.connectorservice.webhook" })
	static class Settings {

	}

}
