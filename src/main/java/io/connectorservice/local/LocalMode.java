package io.connectorservice.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.connectorservice.database.MigrationJob;
import io.connectorservice.local.postgres.EmbeddedPostgresConfiguration;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Enables local mode if no database or no Vault is configured and nothing indicates
 * production. If something does, the start fails and names the missing setting instead of
 * substituting it.
 */
final class LocalMode implements EnvironmentPostProcessor, Ordered {

	static final String ENABLED = "connector.local.enabled";

	private static final String DATA_DIR = "connector.local.data-dir";

	private static final List<String> TOKEN_VARIABLES = List.of("SUPABASE_URL", "SUPABASE_JWT_SECRET", "JWT_ISSUER");

	private static final String EGRESS_ALLOW = "connector.outbound.egress-allow";

	private static final String ADDRESS = "server.address";

	private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

	private static final List<String> NONE = List.of();

	private static final List<String> DATABASE_VARIABLES = List.of("MIGRATION_DATABASE_URL");

	private static final List<String> VAULT_VARIABLES = List.of("VAULT_TOKEN", "VAULT_ROLE_ID", "VAULT_SECRET_ID",
			"VAULT_K8S_ROLE", "VAULT_NAMESPACE", "VAULT_CA_FILE");

	private final ConfigurableBootstrapContext bootstrap;

	LocalMode(ConfigurableBootstrapContext bootstrap) {
		this.bootstrap = bootstrap;
	}

	/** Runs after the environment variables have been mapped to properties. */
	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 20;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		boolean database = isSet(environment, "connector.database.url") || isSet(environment, "spring.datasource.url");
		boolean vault = isSet(environment, "connector.vault.addr");
		if (MigrationJob.isRunBy(application)) {
			requireDatabase(database);
			return;
		}
		if (database && vault) {
			return;
		}
		requireLocal(environment, database, vault);
		// settings from any other source take precedence, except for the mode itself
		environment.getPropertySources()
			.addFirst(new MapPropertySource("local-mode", buildModeProperties(environment, database)));
		environment.getPropertySources()
			.addLast(new MapPropertySource("local-defaults", buildDefaultProperties(environment, vault)));
	}

	// an embedded database is migrated by the service that starts it, so the migration
	// job needs a configured one
	private static void requireDatabase(boolean database) {
		if (!database) {
			throw new InvalidSettingException(
					"DATABASE_URL must be set: it names the database that " + MigrationJob.ARGUMENT + " migrates");
		}
	}

	private static void requireLocal(ConfigurableEnvironment environment, boolean database, boolean vault) {
		String missing = database ? "VAULT_ADDR" : vault ? "DATABASE_URL" : "DATABASE_URL and VAULT_ADDR";
		findSignOfProduction(environment, database, vault).ifPresent((sign) -> {
			throw new InvalidSettingException(
					missing + " must be set, because " + sign + "; local mode requires that it is not");
		});
		if (!database && !EmbeddedPostgresConfiguration.hasPrograms()) {
			throw new InvalidSettingException(
					"DATABASE_URL must be set: there is no embedded database here (./mvnw spring-boot:run brings one)");
		}
	}

	private static Optional<String> findSignOfProduction(ConfigurableEnvironment environment, boolean database,
			boolean vault) {
		return Stream
			.of(isTrial(environment, database, vault) ? NONE : TOKEN_VARIABLES, database ? NONE : DATABASE_VARIABLES,
					vault ? NONE : VAULT_VARIABLES)
			.flatMap(List::stream)
			.filter((variable) -> isSet(environment, variable))
			.findFirst()
			.map((variable) -> variable + " is set")
			.or(() -> isContainer(environment) ? Optional.of("this is a container") : Optional.empty());
	}

	// a developer may try the service with the tokens of a real project, because on
	// loopback nobody else on the network can reach it
	private static boolean isTrial(ConfigurableEnvironment environment, boolean database, boolean vault) {
		return !database && !vault && LOOPBACK.contains(environment.getProperty(ADDRESS, "127.0.0.1"));
	}

	private static boolean isContainer(ConfigurableEnvironment environment) {
		return isSet(environment, "CONNECTOR_SERVICE_IMAGE") || CloudPlatform.KUBERNETES.isActive(environment);
	}

	private static boolean isSet(ConfigurableEnvironment environment, String name) {
		return StringUtils.hasText(environment.getProperty(name));
	}

	private Map<String, Object> buildModeProperties(ConfigurableEnvironment environment, boolean database) {
		Map<String, Object> mode = new LinkedHashMap<>();
		mode.put(ENABLED, "true");
		mode.put(EmbeddedPostgresConfiguration.ENABLED, String.valueOf(!database));
		DemoListener.bind(environment.getProperty(DemoListener.PORT, Integer.class, DemoListener.USUAL_PORT))
			.ifPresent((listener) -> {
				mode.put(DemoListener.ENABLED, "true");
				mode.put(DemoListener.PORT, listener.port());
				mode.put(EGRESS_ALLOW,
						allowAlso(environment.getProperty(EGRESS_ALLOW), "127.0.0.1:" + listener.port()));
				handOver(listener.server());
			});
		return mode;
	}

	private void handOver(HttpServer server) {
		this.bootstrap.addCloseListener(
				(closed) -> closed.getApplicationContext().getBeanFactory().registerSingleton("demoListener", server));
	}

	private static String allowAlso(@Nullable String allowed, String address) {
		return StringUtils.hasText(allowed) ? allowed + "," + address : address;
	}

	// with port 0 the address is not known before the server listens
	private static Map<String, Object> buildOAuthProperties(int port) {
		return (port == 0) ? Map.of() : Map.of("connector.oauth.public-url", "http://localhost:" + port,
				"connector.oauth.return-url-allow", "http://localhost:3000,http://localhost:" + port);
	}

	private static Map<String, Object> buildDefaultProperties(ConfigurableEnvironment environment, boolean vault) {
		Map<String, Object> defaults = new LinkedHashMap<>();
		Path dataDir = Path.of(environment.getProperty(DATA_DIR, ".connector-service")).toAbsolutePath();
		defaults.put(DATA_DIR, dataDir.toString());
		defaults.put(ADDRESS, "127.0.0.1");
		defaults.put("connector.connectors.auto-register-tenants", "true");
		defaults.putAll(buildOAuthProperties(environment.getProperty("server.port", Integer.class, 0)));
		defaults.put("connector.local.log-level", "WARN");
		if (!vault) {
			defaults.put("connector.secret.local-dir", dataDir.resolve("secrets").toString());
		}
		return defaults;
	}

}
