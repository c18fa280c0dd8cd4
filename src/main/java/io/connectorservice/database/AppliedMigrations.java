package io.connectorservice.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.settings.InvalidSettingException;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The versions of the migrations that a database has, for a login that may not migrate.
 */
record AppliedMigrations(Set<Integer> versions) {

	private static final Pattern NAME = Pattern.compile("V([0-9]+)__.*");

	/**
	 * Reads the history. The login can do so only in the role connector_worker.
	 * @throws SQLException if the database is not available
	 */
	static AppliedMigrations readFrom(Connection connection) throws SQLException {
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			statement.execute("set local role connector_worker");
			try (ResultSet rows = statement.executeQuery(
					"select version::int from connector_service.flyway_schema_history where success and version is not null")) {
				Set<Integer> versions = new HashSet<>();
				while (rows.next()) {
					versions.add(rows.getInt(1));
				}
				return new AppliedMigrations(versions);
			}
		}
		catch (SQLException failure) {
			if (new DatabaseFailure(failure).isAbsence()) {
				throw failure;
			}
			// The role or the table does not exist
			// yet, or this login has no access to it.
			return new AppliedMigrations(Set.of());
		}
	}

	/**
	 * Accepts a database that has all required migrations, and possibly later ones.
	 * @throws InvalidSettingException if migrations are missing
	 */
	void requireAll() {
		Set<Integer> missing = readRequired();
		missing.removeAll(this.versions);
		if (!missing.isEmpty()) {
			throw new InvalidSettingException("The database lacks migrations " + missing
					+ ", and MIGRATE_AT_START is false: run the service once with " + MigrationJob.ARGUMENT);
		}
	}

	private static Set<Integer> readRequired() {
		try {
			Set<Integer> versions = new TreeSet<>();
			for (Resource file : new PathMatchingResourcePatternResolver()
				.getResources("classpath:db/migration/V*.sql")) {
				Matcher name = NAME.matcher(String.valueOf(file.getFilename()));
				if (name.matches()) {
					versions.add(Integer.valueOf(name.group(1)));
				}
			}
			return versions;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
