package io.connectorservice.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.local.postgres.TestPostgres;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tls.TestAuthority;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the service says, started with the environment variables that operators set.
 */
@Isolated
@ExtendWith(OutputCaptureExtension.class)
class SettingsIntegrationTests {

	private static TestDatabase database;

	@TempDir
	static Path folder;

	@BeforeAll
	static void makeDatabase() {
		database = TestDatabase.createMigrated();
	}

	// Another service in this JVM may have put a queue before the output, which would
	// write the lines of a failed start too late.
	@BeforeAll
	static void removeLogQueue() {
		LoggingSystem.get(SettingsIntegrationTests.class.getClassLoader()).cleanUp();
	}

	@Test
	void startsWithDocumentedSettings(CapturedOutput output) {
		try (ConfigurableApplicationContext service = ServiceStarts.start(ServiceStarts.createVariables(database))) {
			assertThat(service.isRunning()).isTrue();
		}
		assertThat(output).doesNotContainPattern("(WARN|ERROR) [0-9]+ ---")
			.doesNotContain(database.password(), "hunter2");
	}

	@ParameterizedTest(name = "{0}")
	@CsvFileSource(resources = "/settings/wrong.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '~')
	void rejectsInvalidSettingsInOneSentence(String changes, String sentence, CapturedOutput output) {
		Map<String, String> variables = ServiceStarts.createVariables(database);
		for (String change : changes.split(" ; ")) {
			String[] assignment = change.strip().split("=", 2);
			variables.put(assignment[0], fillPlaceholders(assignment[1]));
		}
		assertThatThrownBy(() -> ServiceStarts.start(variables).close()).isInstanceOf(Exception.class);
		assertThat(output).contains(sentence).doesNotContain("hunter2", "\tat ");
		assertThat(output.toString().lines().filter((line) -> line.contains(sentence))).hasSize(1);
	}

	private static String fillPlaceholders(String value) {
		return value.replace("{folder}", folder.toString())
			.replace("{wrong-password}",
					ServiceStarts.url(database, TestDatabase.LOGIN)
						.replace(":" + database.password() + "@", ":hunter2@"))
			.replace("{unknown-login}", ServiceStarts.url(database, "nobody"))
			.replace("{without-tls}", ServiceStarts.url(database, "postgres") + "?sslmode=require")
			.replace("{unknown-database}",
					ServiceStarts.url(database, TestDatabase.LOGIN).replaceFirst("/[^/]*$", "/nowhere"));
	}

	@Test
	void reportsThatOwnerMustMigrateDatabase(CapturedOutput output) {
		TestDatabase fresh = TestDatabase.empty();
		Map<String, String> variables = ServiceStarts.createVariables(database);
		variables.remove("MIGRATION_DATABASE_URL");
		variables.put("DATABASE_URL", fresh.url()
			.replace("jdbc:postgresql://", "postgresql://" + TestDatabase.LOGIN + ":" + fresh.password() + "@"));
		assertThatThrownBy(() -> ServiceStarts.start(variables).close()).isInstanceOf(Exception.class);
		assertThat(output).contains("The database cannot be migrated with DATABASE_URL: permission denied for database")
			.contains("set MIGRATION_DATABASE_URL to a login that owns the schema")
			.doesNotContain("\tat ");
	}

	@Test
	void rejectsDatabaseOfAnotherAuthority(CapturedOutput output) {
		TestAuthority authority = TestAuthority.in(folder, "authority-of-database");
		TestAuthority other = TestAuthority.in(folder, "authority-of-others");
		try (TestPostgres server = TestPostgres.start()) {
			server.speakTls(authority);
			Map<String, String> variables = ServiceStarts.createVariables(database);
			variables.remove("MIGRATION_DATABASE_URL");
			variables.put("DATABASE_URL", ServiceStarts.tlsUrl(server, other));
			assertThatThrownBy(() -> ServiceStarts.start(variables).close()).isInstanceOf(Exception.class);
		}
		assertThat(output).contains("DATABASE_URL cannot be used: ", "PKIX path building failed")
			.doesNotContain("hunter2", "\tat ");
	}

	@Test
	void logsNoStackTraceForConnectionLossDuringCommit(CapturedOutput output) {
		try (ConfigurableApplicationContext service = ServiceStarts.start(ServiceStarts.createVariables(database))) {
			TenantTransactions transactions = service.getBean(TenantTransactions.class);
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> transactions.write(new TenantId(UUID.randomUUID()), () -> database.superuser().sql("""
						select pg_terminate_backend(pid) from pg_stat_activity
						 where datname = current_database() and state = 'idle in transaction'""").query().listOfRows()))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_UNAVAILABLE));
		}
		assertThat(output).doesNotContain("overridden", "\tat ").doesNotContainPattern("ERROR [0-9]+ ---");
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
		Map<String, String> variables = ServiceStarts.createVariables(database);
		variables.remove("MIGRATION_DATABASE_URL");
		variables.put("MIGRATE_AT_START", "false");
		variables.put("DATABASE_URL", ServiceStarts.url(behind, TestDatabase.LOGIN));
		assertThatThrownBy(() -> ServiceStarts.start(variables).close()).isInstanceOf(Exception.class);
		assertThat(output).contains("The database lacks migrations " + missing)
			.contains("run the service once with --migrate")
			.doesNotContain("hunter2", "\tat ");
	}

}
