package io.connectorservice.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.LogLevels;
import io.connectorservice.TestAwait;
import io.connectorservice.TestTokens;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.local.postgres.TestPostgres;
import io.connectorservice.secret.vault.VaultDouble;
import io.connectorservice.tls.TestAuthority;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the service with the variables of one environment after another.
 */
@Order(Integer.MAX_VALUE) // so that it does not wait for the first one that locks the log
@ConcurrentTestClass
@ResourceLock(LogLevels.LOCK)
class ServiceStartIntegrationTests {

	private static TestDatabase database;

	@TempDir
	static Path folder;

	@BeforeAll
	static void makeDatabase() {
		database = TestDatabase.createMigrated();
	}

	@Test
	void startsLocalSecretStoreWhenOnlyDatabaseIsSet(@TempDir Path local) {
		try (ConfigurableApplicationContext service = ServiceStarts.start(Map.of("PORT", "0", "LOCAL_DATA_DIR",
				local.toString(), "DATABASE_URL", ServiceStarts.url(database, "postgres")))) {
			assertThat(service.isRunning()).isTrue();
			assertThat(local.resolve("dev-token")).isNotEmptyFile();
			assertThat(local.resolve("secrets")).isDirectory();
			assertThat(local.resolve("postgres")).doesNotExist();
		}
	}

	@Test
	void startsEmbeddedDatabaseWhenOnlyVaultIsSet(@TempDir Path local) {
		try (VaultDouble vault = new VaultDouble();
				ConfigurableApplicationContext service = ServiceStarts.start(Map.of("PORT", "0", "LOCAL_DATA_DIR",
						local.toString(), "VAULT_ADDR", vault.address(), "VAULT_TOKEN", VaultDouble.ROOT_TOKEN))) {
			assertThat(service.isRunning()).isTrue();
			assertThat(local.resolve("dev-token")).isNotEmptyFile();
			assertThat(local.resolve("postgres")).isDirectory();
			assertThat(local.resolve("secrets")).doesNotExist();
		}
	}

	@Test
	void startsNoDemoServiceInProductionOrWhenDisabled(@TempDir Path local) {
		Map<String, String> production = ServiceStarts.createVariables(database);
		production.put("DEMO_PORT", "3002");
		try (ConfigurableApplicationContext service = ServiceStarts.start(production)) {
			assertThat(service.containsBean("demoServer")).isFalse();
		}
		try (ConfigurableApplicationContext service = ServiceStarts.start(Map.of("PORT", "0", "LOCAL_DATA_DIR",
				local.toString(), "DATABASE_URL", ServiceStarts.url(database, "postgres"), "DEMO_PORT", "0"))) {
			assertThat(service.containsBean("demoServer")).isFalse();
		}
		try (ConfigurableApplicationContext service = ServiceStarts.start(Map.of("PORT", "0", "LOCAL_DATA_DIR",
				local.toString(), "DATABASE_URL", ServiceStarts.url(database, "postgres")))) {
			assertThat(service.containsBean("demoServer")).isTrue();
		}
	}

	@Test
	void acceptsProjectTokensBesideLocalModeTokens(@TempDir Path local) throws Exception {
		String secret = "a-secret-of-the-tests-that-is-long-enough-hunter2";
		try (ConfigurableApplicationContext service = ServiceStarts
			.start(Map.of("PORT", "0", "LOCAL_DATA_DIR", local.toString(), "SUPABASE_JWT_SECRET", secret,
					"SUPABASE_URL", "https://abc.supabase.co", "TENANT_CLAIM", "app_metadata.tenant_id"))) {
			JWTClaimsSet.Builder claims = TestTokens.claims()
				.subject("a-user")
				.claim("role", "authenticated")
				.claim("app_metadata", Map.of("tenant_id", UUID.randomUUID().toString()));
			String ofProject = TestTokens.withSecret(secret)
				.sign(claims.issuer("https://abc.supabase.co/auth/v1").build());
			String ofAnother = TestTokens.withSecret(secret)
				.sign(claims.issuer("https://xyz.supabase.co/auth/v1").build());
			assertThat(list(service, ofProject)).isEqualTo(200);
			assertThat(list(service, Files.readString(local.resolve("dev-token")))).isEqualTo(200);
			assertThat(list(service, ofAnother)).isEqualTo(401);
			assertThat(list(service,
					TestTokens.withSecret("another-secret-that-is-long-enough-to-sign").sign(claims.build())))
				.isEqualTo(401);
		}
	}

	private static int list(ConfigurableApplicationContext service, String token) throws Exception {
		String port = service.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/connectors/configurations"))
			.header("Authorization", "Bearer " + token)
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	@Test
	void readsSettingsFromFiles(@TempDir Path secrets) throws IOException {
		Map<String, String> variables = ServiceStarts.createVariables(database);
		for (String secret : List.of("SUPABASE_JWT_SECRET", "VAULT_TOKEN", "DATABASE_URL")) {
			Files.writeString(secrets.resolve(secret), variables.remove(secret) + "\n");
		}
		variables.put("SPRING_CONFIG_IMPORT", "configtree:" + secrets + "/");
		try (ConfigurableApplicationContext service = ServiceStarts.start(variables)) {
			assertThat(service.isRunning()).isTrue();
		}
	}

	@Test
	void startsWithOneDatabaseHostDown() throws Exception {
		int dead;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			dead = socket.getLocalPort();
		}
		assertThatServesBehind(dead);
	}

	@Test
	void startsWithOneDatabaseHostFrozen() throws Exception {
		try (ServerSocket frozen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			assertThatServesBehind(frozen.getLocalPort());
		}
	}

	private static void assertThatServesBehind(int firstPort) throws Exception {
		Map<String, String> variables = ServiceStarts.createVariables(database);
		for (String variable : List.of("DATABASE_URL", "MIGRATION_DATABASE_URL")) {
			variables.compute(variable,
					(_, url) -> url.replace("@127.0.0.1:", "@127.0.0.1:" + firstPort + ",127.0.0.1:"));
		}
		try (ConfigurableApplicationContext service = ServiceStarts.start(variables)) {
			assertThatIsReady(service);
		}
	}

	@Test
	void verifiesDatabaseCertificate() {
		TestAuthority authority = TestAuthority.in(folder, "authority");
		try (TestPostgres server = TestPostgres.start()) {
			server.speakTls(authority);
			Map<String, String> variables = ServiceStarts.createVariables(database);
			variables.remove("MIGRATION_DATABASE_URL");
			variables.put("DATABASE_URL", ServiceStarts.tlsUrl(server, authority));
			try (ConfigurableApplicationContext service = ServiceStarts.start(variables)) {
				assertThatIsReady(service);
			}
		}
	}

	@Test
	void startsWithoutMigratingIfDisabled() {
		Map<String, String> variables = ServiceStarts.createVariables(database);
		variables.remove("MIGRATION_DATABASE_URL");
		variables.put("MIGRATE_AT_START", "false");
		try (ConfigurableApplicationContext service = ServiceStarts.start(variables)) {
			assertThatIsReady(service);
		}
	}

	private static void assertThatIsReady(ConfigurableApplicationContext service) {
		String port = service.getEnvironment().getRequiredProperty("local.server.port");
		RestClient client = RestClient.create("http://127.0.0.1:" + port);
		TestAwait.await()
			.ignoreExceptions()
			.untilAsserted(
					() -> assertThat(client.get().uri("/actuator/health/readiness").retrieve().body(String.class))
						.contains("UP"));
	}

}
