package io.connectorservice.settings;

import java.util.HashMap;
import java.util.Map;

import io.connectorservice.ConnectorServiceApplication;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.local.postgres.TestPostgres;
import io.connectorservice.tls.TestAuthority;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Starts the service with environment variables.
 */
final class ServiceStarts {

	private ServiceStarts() {
	}

	/** The variables that a service outside of local mode needs at least. */
	static Map<String, String> createVariables(TestDatabase database) {
		return new HashMap<>(Map.of("PORT", "0", "BIND_ADDRESS", "127.0.0.1", "DATABASE_URL",
				url(database, TestDatabase.LOGIN), "MIGRATION_DATABASE_URL", url(database, "postgres"), "VAULT_ADDR",
				"http://127.0.0.1:1", "VAULT_TOKEN", "hvs.the-token-hunter2", "SUPABASE_JWT_SECRET",
				"a-secret-of-the-tests-that-is-long-enough-hunter2"));
	}

	static String url(TestDatabase database, String login) {
		return database.url().replace("jdbc:postgresql://", "postgresql://" + login + ":" + database.password() + "@");
	}

	static String tlsUrl(TestPostgres server, TestAuthority authority) {
		return server.jdbcUrl("postgres")
			.replace("jdbc:postgresql://127.0.0.1",
					"postgresql://" + TestPostgres.OWNER + ":" + TestPostgres.PASSWORD + "@localhost")
				+ "?sslmode=verify-full&sslrootcert=" + authority.certificate();
	}

	static ConfigurableApplicationContext start(Map<String, String> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables)));
		SpringApplication application = new SpringApplication(ConnectorServiceApplication.class);
		application.setEnvironment(environment);
		application.setRegisterShutdownHook(false);
		return application.run();
	}

}
