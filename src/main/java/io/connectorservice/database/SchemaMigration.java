package io.connectorservice.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

import io.connectorservice.settings.InvalidSettingException;
import org.flywaydb.core.Flyway;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * One attempt to migrate the schema to the version that the service needs, or to check
 * that it has been migrated.
 */
final class SchemaMigration {

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
				flyway.migrate();
			}
		}
		catch (RuntimeException failure) {
			if (isAbsent(failure)) {
				return Optional.of(DatabaseRefusal.describeReason(failure));
			}
			throw DatabaseRefusal.ofMigration(this.variable, failure).map(RuntimeException.class::cast).orElse(failure);
		}
		return checkLogin();
	}

	// Checks the service's login once, because a pool would retry a wrong login forever
	// and the service would never become ready.
	private Optional<String> checkLogin() {
		try (Connection connection = DriverManager.getConnection(this.application.getJdbcUrl(),
				this.application.getUsername(), this.application.getPassword())) {
			if (!this.migrates) {
				AppliedMigrations.requireAll(connection);
			}
			return Optional.empty();
		}
		catch (SQLException failure) {
			DatabaseRefusal.ofLogin("DATABASE_URL", failure).ifPresent((refused) -> {
				throw refused;
			});
			// After a migration the schema is known to be up to date, and DatabaseWatch
			// tracks the availability from here on.
			return this.migrates ? Optional.empty() : Optional.of(DatabaseRefusal.describeReason(failure));
		}
	}

	/** Whether the database was unavailable, as opposed to misconfigured. */
	private static boolean isAbsent(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException exception && SqlStates.isAbsence(exception.getSQLState())) {
				return !DatabaseRefusal.isMisconfigured(failure);
			}
		}
		return false;
	}

}
