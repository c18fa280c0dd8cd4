package io.connectorservice;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that only migrates, as an orchestrator runs it.
 */
@ConcurrentTestClass
class MigrationJobIntegrationTests {

	private final TestDatabase database = TestDatabase.empty();

	@TempDir
	Path folder;

	@Test
	void migratesWithOwnersLoginAndExits() throws Exception {
		Run run = migrate(valid());
		assertThat(run.output()).contains("The database is migrated to version ");
		assertThat(run.exitCode()).isZero();
		assertThat(this.database.superuser()
			.sql("select count(*) from connector_service.flyway_schema_history where success")
			.query(Integer.class)
			.single()).isPositive();
		Run again = migrate(valid());
		assertThat(again.output()).doesNotContain("Tomcat").doesNotContainPattern("(WARN|ERROR) [0-9]+ ---");
		assertThat(again.output().lines().toList().getLast()).contains("The database is migrated to version ");
		assertThat(again.exitCode()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"MIGRATION_DATABASE_URL | postgresql://postgres:hunter2@127.0.0.1:1/db | The database does not respond: Connection to 127.0.0.1:1 refused",
			"MIGRATION_DATABASE_URL | {owner}-elsewhere | MIGRATION_DATABASE_URL cannot be used: database",
			"MIGRATION_DATABASE_URL | '' | The database cannot be migrated with DATABASE_URL: permission denied",
			"DATABASE_URL | '' | DATABASE_URL must be set" })
	void reportsFailureInOneSentenceAndExitsWithOne(String variable, String value, String sentence) throws Exception {
		Map<String, String> variables = valid();
		variables.put(variable, value.replace("{owner}", url("postgres")));
		Run run = migrate(variables);
		assertThat(run.output()).contains(sentence).doesNotContain("\tat ", "hunter2", this.database.password());
		assertThat(run.exitCode()).isOne();
	}

	private Map<String, String> valid() {
		return new HashMap<>(
				Map.of("DATABASE_URL", url(TestDatabase.LOGIN), "MIGRATION_DATABASE_URL", url("postgres")));
	}

	private String url(String login) {
		return this.database.url()
			.replace("jdbc:postgresql://", "postgresql://" + login + ":" + this.database.password() + "@");
	}

	private Run migrate(Map<String, String> variables) throws IOException, InterruptedException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		ProcessBuilder builder = new ProcessBuilder(
				List.of(java.toString(), "-cp", absolute(System.getProperty("java.class.path")),
						"io.connectorservice.ConnectorServiceApplication", "--migrate"))
			.directory(this.folder.toFile())
			.redirectErrorStream(true);
		builder.environment().clear();
		builder.environment().putAll(variables);
		Process process = builder.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
			return new Run(process.exitValue(), output);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static String absolute(String classPath) {
		return Stream.of(classPath.split(File.pathSeparator))
			.map((entry) -> Path.of(entry).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

	private record Run(int exitCode, String output) {
	}

}
