package io.connectorservice.database;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures the database connections of the service itself and of its migrations.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseAddresses {

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

	/** The migrations grant this login the roles to act for tenants. */
	@Bean
	FlywayConfigurationCustomizer applicationRole(JdbcConnectionDetails application) {
		String login = Objects.requireNonNullElse(application.getUsername(), "");
		return (flyway) -> flyway.placeholders(Map.of("application_role", login.replace("'", "''")));
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
			return this.owner.getJdbcUrl("connectTimeout=3&loginTimeout=5&tcpKeepAlive=true");
		}

	}

}
