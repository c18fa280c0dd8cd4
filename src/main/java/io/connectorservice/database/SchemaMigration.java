package io.connectorservice.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

import io.connectorservice.settings.InvalidSettingException;
import org.flywaydb.core.Flyway;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * One attempt to bring the schema to the version that the service needs, or to see that
 * somebody else did.
 */
final class SchemaMigration {

	private final JdbcConnectionDetails application;

	private final String variable;

	private final boolean migrates;

	/**
	 * Prepares an attempt.
	 * @param application the login by which the service works afterwards
	 * @param settings whether the schema is changed, and by which login
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
	 * Migrates, or checks.
	 * @return why the database could not be asked; nothing where the schema is as needed
	 * @throws InvalidSettingException where waiting would not help
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

	// a pool would try for ever, and the service never be ready
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
			// the watch follows what is ready, once the schema is known to be
			return this.migrates ? Optional.empty() : Optional.of(DatabaseRefusal.describeReason(failure));
		}
	}

	/** Whether there was nobody to migrate, in contrast to what is wrong with it. */
	private static boolean isAbsent(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException told && SqlStates.isAbsence(told.getSQLState())) {
				return !DatabaseRefusal.isMisconfigured(failure);
			}
		}
		return false;
	}

}
