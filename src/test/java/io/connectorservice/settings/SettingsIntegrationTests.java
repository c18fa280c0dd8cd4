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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import io.connectorservice.ConnectorServiceApplication;
import io.connectorservice.TestAwait;
import io.connectorservice.TestTokens;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.local.postgres.TestPostgres;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.vault.VaultDouble;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tls.TestAuthority;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the service says, started with the environment variables that operators set.
 */
@ExtendWith(OutputCaptureExtension.class)
class SettingsIntegrationTests {

	private static TestDatabase database;

	@TempDir
	static Path folder;

	@BeforeAll
	static void makeDatabase() {
		database = TestDatabase.createMigrated();
	}

	@Test
	void startsWithDocumentedSettings(CapturedOutput output) {
		try (ConfigurableApplicationContext service = start(valid())) {
			assertThat(service.isRunning()).isTrue();
		}
		assertThat(output).doesNotContainPattern("(WARN|ERROR) [0-9]+ ---")
			.doesNotContain(database.password(), "hunter2");
	}

	@Test
	void startsLocalSecretStoreWhenOnlyDatabaseIsSet(@TempDir Path local) {
		try (ConfigurableApplicationContext service = start(
				Map.of("PORT", "0", "LOCAL_DATA_DIR", local.toString(), "DATABASE_URL", url("postgres")))) {
			assertThat(service.isRunning()).isTrue();
			assertThat(local.resolve("dev-token")).isNotEmptyFile();
			assertThat(local.resolve("secrets")).isDirectory();
			assertThat(local.resolve("postgres")).doesNotExist();
		}
	}

	@Test
	void startsEmbeddedDatabaseWhenOnlyVaultIsSet(@TempDir Path local) {
		try (VaultDouble vault = new VaultDouble();
				ConfigurableApplicationContext service = start(Map.of("PORT", "0", "LOCAL_DATA_DIR", local.toString(),
						"VAULT_ADDR", vault.address(), "VAULT_TOKEN", VaultDouble.ROOT_TOKEN))) {
			assertThat(service.isRunning()).isTrue();
			assertThat(local.resolve("dev-token")).isNotEmptyFile();
			assertThat(local.resolve("postgres")).isDirectory();
			assertThat(local.resolve("secrets")).doesNotExist();
		}
	}

	@Test
	void startsNoDemoServiceInProductionOrWhenDisabled(@TempDir Path local) {
		Map<String, String> production = valid();
		production.put("DEMO_PORT", "3002");
		try (ConfigurableApplicationContext service = start(production)) {
			assertThat(service.containsBean("demoServer")).isFalse();
		}
		try (ConfigurableApplicationContext service = start(Map.of("PORT", "0", "LOCAL_DATA_DIR", local.toString(),
				"DATABASE_URL", url("postgres"), "DEMO_PORT", "0"))) {
			assertThat(service.containsBean("demoServer")).isFalse();
		}
		try (ConfigurableApplicationContext service = start(
				Map.of("PORT", "0", "LOCAL_DATA_DIR", local.toString(), "DATABASE_URL", url("postgres")))) {
			assertThat(service.containsBean("demoServer")).isTrue();
		}
	}

	@Test
	void acceptsProjectTokensBesideLocalModeTokens(@TempDir Path local) throws Exception {
		String secret = "a-secret-of-the-tests-that-is-long-enough-hunter2";
		try (ConfigurableApplicationContext service = start(
				Map.of("PORT", "0", "LOCAL_DATA_DIR", local.toString(), "SUPABASE_JWT_SECRET", secret, "SUPABASE_URL",
						"https://abc.supabase.co", "TENANT_CLAIM", "app_metadata.tenant_id"))) {
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

	@ParameterizedTest(name = "{0}")
	@CsvFileSource(resources = "/settings/wrong.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '~')
	void rejectsInvalidSettingsInOneSentence(String changes, String sentence, CapturedOutput output) {
		Map<String, String> variables = valid();
		for (String change : changes.split(" ; ")) {
			String[] assignment = change.strip().split("=", 2);
			variables.put(assignment[0], fillPlaceholders(assignment[1]));
		}
		assertThatThrownBy(() -> start(variables).close()).isInstanceOf(Exception.class);
		assertThat(output).contains(sentence).doesNotContain("hunter2", "\tat ");
		assertThat(output.toString().lines().filter((line) -> line.contains(sentence))).hasSize(1);
	}

	private static String fillPlaceholders(String value) {
		return value.replace("{folder}", folder.toString())
			.replace("{wrong-password}", url(TestDatabase.LOGIN).replace(":" + database.password() + "@", ":hunter2@"))
			.replace("{unknown-login}", url("nobody"))
			.replace("{without-tls}", url("postgres") + "?sslmode=require")
			.replace("{unknown-database}", url(TestDatabase.LOGIN).replaceFirst("/[^/]*$", "/nowhere"));
	}

	@Test
	void readsSettingsFromFiles(@TempDir Path secrets) throws IOException {
		Map<String, String> variables = valid();
		for (String secret : List.of("SUPABASE_JWT_SECRET", "VAULT_TOKEN", "DATABASE_URL")) {
			Files.writeString(secrets.resolve(secret), variables.remove(secret) + "\n");
		}
		variables.put("SPRING_CONFIG_IMPORT", "configtree:" + secrets + "/");
		try (ConfigurableApplicationContext service = start(variables)) {
			assertThat(service.isRunning()).isTrue();
		}
	}

	@Test
	void reportsThatOwnerMustMigrateDatabase(CapturedOutput output) {
		TestDatabase fresh = TestDatabase.empty();
		Map<String, String> variables = valid();
		variables.remove("MIGRATION_DATABASE_URL");
		variables.put("DATABASE_URL", fresh.url()
			.replace("jdbc:postgresql://", "postgresql://" + TestDatabase.LOGIN + ":" + fresh.password() + "@"));
		assertThatThrownBy(() -> start(variables).close()).isInstanceOf(Exception.class);
		assertThat(output).contains("The database cannot be migrated with DATABASE_URL: permission denied for database")
			.contains("set MIGRATION_DATABASE_URL to a login that owns the schema")
			.doesNotContain("\tat ");
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
		Map<String, String> variables = valid();
		for (String variable : List.of("DATABASE_URL", "MIGRATION_DATABASE_URL")) {
			variables.compute(variable,
					(_, url) -> url.replace("@127.0.0.1:", "@127.0.0.1:" + firstPort + ",127.0.0.1:"));
		}
		try (ConfigurableApplicationContext service = start(variables)) {
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

	@Test
	void verifiesDatabaseCertificate() {
		TestAuthority authority = TestAuthority.in(folder, "authority");
		try (TestPostgres server = TestPostgres.start()) {
			server.speakTls(authority);
			Map<String, String> variables = valid();
			variables.remove("MIGRATION_DATABASE_URL");
			variables.put("DATABASE_URL", tlsUrl(server, authority));
			try (ConfigurableApplicationContext service = start(variables)) {
				assertThatIsReady(service);
			}
		}
	}

	@Test
	void rejectsDatabaseOfAnotherAuthority(CapturedOutput output) {
		TestAuthority authority = TestAuthority.in(folder, "authority-of-database");
		TestAuthority other = TestAuthority.in(folder, "authority-of-others");
		try (TestPostgres server = TestPostgres.start()) {
			server.speakTls(authority);
			Map<String, String> variables = valid();
			variables.remove("MIGRATION_DATABASE_URL");
			variables.put("DATABASE_URL", tlsUrl(server, other));
			assertThatThrownBy(() -> start(variables).close()).isInstanceOf(Exception.class);
		}
		assertThat(output).contains("DATABASE_URL cannot be used: ", "PKIX path building failed")
			.doesNotContain("hunter2", "\tat ");
	}

	private static String tlsUrl(TestPostgres server, TestAuthority authority) {
		return server.jdbcUrl("postgres")
			.replace("jdbc:postgresql://127.0.0.1",
					"postgresql://" + TestPostgres.OWNER + ":" + TestPostgres.PASSWORD + "@localhost")
				+ "?sslmode=verify-full&sslrootcert=" + authority.certificate();
	}

	@Test
	void logsNoStackTraceForConnectionLossDuringCommit(CapturedOutput output) {
		try (ConfigurableApplicationContext service = start(valid())) {
			TenantTransactions transactions = service.getBean(TenantTransactions.class);
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> transactions.write(new TenantId(UUID.randomUUID()), () -> database.superuser().sql("""
						select pg_terminate_backend(pid) from pg_stat_activity
						 where datname = current_database() and state = 'idle in transaction'""").query().listOfRows()))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_UNAVAILABLE));
		}
		assertThat(output).doesNotContain("overridden", "\tat ").doesNotContainPattern("ERROR [0-9]+ ---");
	}

	@Test
	void startsWithoutMigratingIfDisabled() {
		Map<String, String> variables = valid();
		variables.remove("MIGRATION_DATABASE_URL");
		variables.put("MIGRATE_AT_START", "false");
		try (ConfigurableApplicationContext service = start(variables)) {
			assertThatIsReady(service);
		}
	}

	@ParameterizedTest
	@CsvSource({ "1,'[1, 2, 3'", "2,'[2'" })
	void reportsMissingMigrations(int firstMissing, String missing, CapturedOutput output) {
		TestDatabase behind = (firstMissing == 1) ? TestDatabase.empty() : TestDatabase.createMigrated();
		if (firstMissing > 1) {
			behind.superuser()
				.sql("delete from connector_service.flyway_schema_history where version = '" + firstMissing + "'")
				.update();
		}
		Map<String, String> variables = valid();
		variables.remove("MIGRATION_DATABASE_URL");
		variables.put("MIGRATE_AT_START", "false");
		variables.put("DATABASE_URL", url(behind, TestDatabase.LOGIN));
		assertThatThrownBy(() -> start(variables).close()).isInstanceOf(Exception.class);
		assertThat(output).contains("The database lacks migrations " + missing)
			.contains("run the service once with --migrate")
			.doesNotContain("hunter2", "\tat ");
	}

	private static Map<String, String> valid() {
		return new HashMap<>(Map.of("PORT", "0", "BIND_ADDRESS", "127.0.0.1", "DATABASE_URL", url(TestDatabase.LOGIN),
				"MIGRATION_DATABASE_URL", url("postgres"), "VAULT_ADDR", "http://127.0.0.1:1", "VAULT_TOKEN",
				"hvs.the-token-hunter2", "SUPABASE_JWT_SECRET", "a-secret-of-the-tests-that-is-long-enough-hunter2"));
	}

	private static String url(String login) {
		return url(database, login);
	}

	private static String url(TestDatabase database, String login) {
		return database.url().replace("jdbc:postgresql://", "postgresql://" + login + ":" + database.password() + "@");
	}

	private static ConfigurableApplicationContext start(Map<String, String> variables) {
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
