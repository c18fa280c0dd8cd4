package io.connectorservice.database;

import java.util.List;

import io.connectorservice.settings.InvalidSettingException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Migrates the database and exits, without starting a web server or connecting to Vault.
 */
@Import(DatabaseAddresses.class)
@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class })
@EnableConfigurationProperties(DatabaseSettings.class)
public class MigrationJob {

	/** The command-line argument that starts the migration. */
	public static final String ARGUMENT = "--migrate";

	private static final Logger log = LoggerFactory.getLogger(MigrationJob.class);

	/** Whether the process was started only to migrate. */
	public static boolean isAskedFor(String... arguments) {
		return List.of(arguments).contains(ARGUMENT);
	}

	/** Whether the application is the migration job. */
	public static boolean isRunBy(SpringApplication application) {
		return application.getAllSources().contains(MigrationJob.class);
	}

	/**
	 * Migrates the database.
	 * @return the exit code of the process; failures are logged and thrown
	 */
	public static int run(String... arguments) {
		SpringApplication application = new SpringApplication(MigrationJob.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		return SpringApplication.exit(application.run(arguments));
	}

	@Bean
	FlywayMigrationStrategy migration(JdbcConnectionDetails application, DatabaseSettings settings) {
		SchemaMigration migration = new SchemaMigration(application, settings, true);
		return (flyway) -> {
			migration.migrateOrCheck(flyway).ifPresent((reason) -> {
				throw new InvalidSettingException("The database does not respond: " + reason);
			});
			log.info("The database is migrated to version {}", readVersion(flyway));
		};
	}

	private static String readVersion(Flyway flyway) {
		MigrationInfo current = flyway.info().current();
		return (current != null) ? String.valueOf(current.getVersion()) : "none";
	}

}
