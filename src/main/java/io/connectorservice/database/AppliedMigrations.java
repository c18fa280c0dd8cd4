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
 * Compares the migrations that a database has had with those that the service needs, for
 * a login that may change nothing.
 */
final class AppliedMigrations {

	private static final Pattern NAME = Pattern.compile("V([0-9]+)__.*");

	private AppliedMigrations() {
	}

	/**
	 * Lets through a database that has had them all, and later ones.
	 * @throws InvalidSettingException where it has not
	 * @throws SQLException where the database did not answer
	 */
	static void requireAll(Connection connection) throws SQLException {
		Set<Integer> missing = readRequired();
		missing.removeAll(readApplied(connection));
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

	// the login by itself may read nothing
	private static Set<Integer> readApplied(Connection connection) throws SQLException {
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			statement.execute("set local role connector_worker");
			try (ResultSet rows = statement.executeQuery(
					"select version::int from connector_service.flyway_schema_history where success and version is not null")) {
				Set<Integer> versions = new HashSet<>();
				while (rows.next()) {
					versions.add(rows.getInt(1));
				}
				return versions;
			}
		}
		catch (SQLException failure) {
			if (SqlStates.isAbsence(failure.getSQLState())) {
				throw failure;
			}
			// neither role nor table is there yet, or not for this login
			return Set.of();
		}
	}

}
