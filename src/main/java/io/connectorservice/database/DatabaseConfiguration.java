package io.connectorservice.database;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Configures the database: migrations, transactions and health.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

	/** If the database is not available yet, this waits for it in the background. */
	@Bean
	Migrations migrations(DatabaseState state, DatabaseSettings settings, JdbcConnectionDetails application,
			ApplicationContext context) {
		return new Migrations(state, new SchemaMigration(application, settings),
				() -> Thread.ofPlatform()
					.name("migrations-failed")
					.start(() -> System.exit(SpringApplication.exit(context, () -> 1))));
	}

	@Bean
	PlatformTransactionManager transactionManager(DataSource dataSource) {
		return new TenantTransactionManager(dataSource);
	}

	@Bean
	TenantTransactions tenantTransactions(PlatformTransactionManager transactionManager, DatabaseState state,
			DatabaseSettings settings, HikariDataSource pool) {
		return new TenantTransactions(transactionManager, settings.transactionTimeout(),
				settings.longTransactionTimeout(), state, () -> DatabaseWatch.dropPooled(pool));
	}

	/**
	 * A recorded state expires after the time that two checks take, including timeouts.
	 */
	@Bean
	DatabaseState databaseState(DatabaseSettings settings) {
		return new DatabaseState(settings.watchInterval().plus(settings.watchTimeout().multipliedBy(3)));
	}

	@Bean
	MeterBinder databaseReady(DatabaseState state) {
		return (registry) -> Gauge.builder("connector.database.ready", () -> state.isReady() ? 1 : 0)
			.description("Whether the database is available and writable")
			.register(registry);
	}

	@Bean
	DirectConnections directConnections(HikariDataSource pool, DatabaseSettings settings) {
		String listening = settings.listenUrl();
		return new DirectConnections(pool,
				(listening != null) ? DatabaseUrl.parse("LISTEN_DATABASE_URL", listening) : null);
	}

	@Bean
	DatabaseWatch databaseWatch(DirectConnections connections, HikariDataSource pool, DatabaseState state,
			DatabaseSettings settings) {
		return new DatabaseWatch(connections, pool, state, settings);
	}

	/** Replaces Spring Boot's indicator, which would query the database each time. */
	@Bean
	DatabaseHealth dbHealthIndicator(DatabaseState state) {
		return new DatabaseHealth(state);
	}

	/**
	 * The dialect is fixed, so that startup does not depend on a connection to detect it.
	 */
	@Bean
	JdbcPostgresDialect jdbcDialect() {
		return JdbcPostgresDialect.INSTANCE;
	}

}
