package io.connectorservice.oauth.authorization;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.json.StrictJson;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.outbound.TrustedAddressClients;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.Secrets;
import io.connectorservice.secret.TestSecrets;
import io.connectorservice.shutdown.Shutdown;
import io.connectorservice.shutdown.TestShutdown;
import io.connectorservice.tenant.ConnectorRef;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The application context of one replica's authorization flows, with a database and a
 * secret store that it shares with other replicas. Its job runs only when a test says so.
 */
final class FlowModuleContext implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final HikariDataSource pool;

	FlowModuleContext(TestDatabase database, SecretStore store, OutboundClient outbound, Map<String, Object> settings) {
		this.pool = database.pool(4);
		this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
		this.context.registerBean(TenantTransactions.class, () -> TestDatabase.transactions(this.pool));
		this.context.registerBean(JdbcClient.class, () -> JdbcClient.create(this.pool));
		this.context.registerBean("secretStore", SecretStore.class, () -> store);
		this.context.registerBean(Secrets.class, () -> TestSecrets.of(store));
		// shared, so it must not be closed with one of its users
		this.context.getBeanFactory().registerSingleton("outboundClient", outbound);
		this.context.registerBean(Clock.class, Clock::systemUTC);
		this.context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
		this.context.registerBean(TrustedAddressClients.class, () -> TestClients.ofOperator());
		this.context.registerBean(Shutdown.class, TestShutdown::none);
		this.context.registerBean(AuthorizationConnectors.class,
				() -> new StoredConnectors(this.context.getBean(TenantTransactions.class),
						this.context.getBean(JdbcClient.class)));
		this.context.registerBean(OAuthAppConfigurations.class, () -> (connector, app) -> Optional.empty());
		this.context.register(Scan.class);
		this.context.refresh();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/** The value of the counter of a step. */
	double count(String step) {
		return bean(MeterRegistry.class).get("connector.authorizations").tag("step", step).counter().count();
	}

	/** Deletes a connector as the service does it. */
	void delete(ConnectorRef connector) {
		PendingTokenRemoval removal = bean(PendingTokenRemoval.class);
		bean(TenantTransactions.class).write(connector.tenant(), () -> {
			bean(JdbcClient.class).sql("delete from integration_connectors where id = ?")
				.param(connector.uuid())
				.update();
			removal.markDeleted(connector);
			return true;
		});
		removal.endDeleted(connector);
	}

	@Override
	public void close() {
		this.context.close();
		this.pool.close();
	}

	@ConfigurationPropertiesScan({ "io.connectorservice.event", "io.connectorservice.oauth",
			"io.connectorservice.webhook" })
	@ComponentScan(
			basePackages = { "io.connectorservice.event", "io.connectorservice.oauth", "io.connectorservice.webhook" },
			excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*\\.(web|app)\\..*"))
	static class Scan {

	}

	/** The connectors of the database, without a catalog. */
	private record StoredConnectors(TenantTransactions transactions,
			JdbcClient sql) implements AuthorizationConnectors {

		@Override
		public Optional<Authorizable> find(ConnectorRef connector) {
			return this.transactions
				.read(connector.tenant(),
						() -> this.sql.sql("select auth_config from integration_connectors where id = ?")
							.param(connector.uuid())
							.query(String.class)
							.optional())
				.map((config) -> new Authorizable("c", StrictJson.mapper().readTree(config), List.of("read"), true,
						List.of(), List.of(), null));
		}

		@Override
		public void keepData(ConnectorRef connector, Map<String, String> data) {
			this.sql.sql("update integration_connectors set connection_data = cast(? as jsonb) where id = ?")
				.param(StrictJson.mapper().writeValueAsString(data))
				.param(connector.uuid())
				.update();
		}

		@Override
		public void evictConnector(ConnectorRef connector) {
		}

	}

}
