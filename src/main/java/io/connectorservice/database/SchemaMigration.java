package io.connectorservice.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.connectorservice.settings.InvalidSettingException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * One attempt to migrate the schema to the version that the service needs, or to check
 * that it has been migrated.
 */
final class SchemaMigration {

	private static final int MAX_ATTEMPTS = 10;

	private static final Duration MAX_PAUSE = Duration.ofMillis(500);

	private final JdbcConnectionDetails application;

	private final String variable;

	private final boolean migrates;

	/**
	 * Prepares an attempt.
	 * @param application the login that the service uses after the migration
	 * @param settings whether to migrate, and with which login
	 */
	SchemaMigration(JdbcConnectionDetails application, DatabaseSettings settings) {
		this(application, settings, settings.migrateAtStart());
	}

	SchemaMigration(JdbcConnectionDetails application, DatabaseSettings settings, boolean migrates) {
		this.application = application;
		this.variable = (settings.migrationUrl() == null) ? "DATABASE_URL" : "MIGRATION_DATABASE_URL";
		this.migrates = migrates;
	}

	/**
	 * Migrates or checks.
	 * @return why the database is not available, or empty if the schema is up to date
	 * @throws InvalidSettingException if waiting would not help
	 */
	Optional<String> migrateOrCheck(Flyway flyway) {
		try {
			if (this.migrates) {
				migrate(flyway);
			}
		}
		catch (RuntimeException thrown) {
			DatabaseFailure failure = new DatabaseFailure(thrown);
			if (failure.isAbsence() && !failure.isMisconfigured()) {
				return Optional.of(failure.describeReason());
			}
			throw failure.toMigrationException(this.variable).map(RuntimeException.class::cast).orElse(thrown);
		}
		return checkLogin();
	}

	/**
	 * Migrates, and tries again if the validation fails. Of processes that start at the
	 * same time one may restore the earlier checksum of the third migration, which
	 * earlier versions of the service expect, just before another one validates it.
	 */
	static void migrate(Flyway flyway) {
		for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
			try {
				flyway.migrate();
				return;
			}
			catch (FlywayValidateException failure) {
				if (!sleepBriefly()) {
					throw failure;
				}
			}
		}
		flyway.migrate();
	}

	// Returns false if the process ends meanwhile.
	private static boolean sleepBriefly() {
		try {
			Thread.sleep(ThreadLocalRandom.current().nextLong(MAX_PAUSE.toMillis()));
			return true;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	// Checks the service's login once, because a pool would retry a wrong login forever
	// and the service would never become ready.
	private Optional<String> checkLogin() {
		try (Connection connection = DriverManager.getConnection(this.application.getJdbcUrl(),
				this.application.getUsername(), this.application.getPassword())) {
			if (!this.migrates) {
				AppliedMigrations.readFrom(connection).requireAll();
			}
			return Optional.empty();
		}
		catch (SQLException thrown) {
			DatabaseFailure failure = new DatabaseFailure(thrown);
			failure.toLoginException("DATABASE_URL").ifPresent((refused) -> {
				throw refused;
			});
			// After a migration the schema is known to be up to date, and DatabaseWatch
			// tracks the availability from here on.
			return this.migrates ? Optional.empty() : Optional.of(failure.describeReason());
		}
	}

}
