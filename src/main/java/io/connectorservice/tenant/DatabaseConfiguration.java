package io.connectorservice.tenant;

import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Wires the database: its address, its migrations, and transactions that act for a
 * tenant.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

	@Bean
	@ConditionalOnProperty("connector.database.url")
	DatabaseUrl databaseUrl(DatabaseSettings settings) {
		return DatabaseUrl.parse("DATABASE_URL", Objects.requireNonNull(settings.url()));
	}

	@Bean
	@ConditionalOnProperty("connector.database.migration-url")
	FlywayConnectionDetails migrationUrl(DatabaseSettings settings) {
		return new MigrationConnection(
				DatabaseUrl.parse("MIGRATION_DATABASE_URL", Objects.requireNonNull(settings.migrationUrl())));
	}

	/** The migrations let this login act for tenants. */
	@Bean
	FlywayConfigurationCustomizer applicationRole(JdbcConnectionDetails application) {
		String login = Objects.requireNonNullElse(application.getUsername(), "");
		return (flyway) -> flyway.placeholders(Map.of("application_role", login.replace("'", "''")));
	}

	@Bean
	PlatformTransactionManager transactionManager(DataSource dataSource) {
		return new TenantTransactionManager(dataSource);
	}

	@Bean
	TenantTransactions tenantTransactions(PlatformTransactionManager transactionManager) {
		return new TenantTransactions(transactionManager);
	}

	/** Named, so that a start does not depend on asking the database what it is. */
	@Bean
	JdbcPostgresDialect jdbcDialect() {
		return JdbcPostgresDialect.INSTANCE;
	}

	private record MigrationConnection(DatabaseUrl owner) implements FlywayConnectionDetails {

		@Override
		public String getUsername() {
			return this.owner.getUsername();
		}

		@Override
		public @Nullable String getPassword() {
			return this.owner.getPassword();
		}

		@Override
		public String getJdbcUrl() {
			return this.owner.getJdbcUrl();
		}

	}

}
