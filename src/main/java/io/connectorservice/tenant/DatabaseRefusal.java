package io.connectorservice.tenant;

import java.sql.SQLException;
import java.util.Optional;

import io.connectorservice.problem.InvalidSettingException;
import org.postgresql.util.PSQLException;

/**
 * Says in one sentence which setting of the database is wrong, in the server's own words;
 * passwords are not among them.
 */
final class DatabaseRefusal {

	private DatabaseRefusal() {
	}

	/**
	 * Why a login cannot be used.
	 * @param variable the setting that holds it
	 * @return nothing where the server did not refuse the login itself
	 */
	static Optional<InvalidSettingException> ofLogin(String variable, Throwable failure) {
		return refusal(failure).filter((told) -> SqlStates.isRefusedLogin(told.getSQLState()))
			.map((told) -> new InvalidSettingException(variable + " cannot be used: " + words(told)));
	}

	/**
	 * Why the schema cannot be changed.
	 * @param variable the setting whose login changes it
	 */
	static Optional<InvalidSettingException> ofMigration(String variable, Throwable failure) {
		return ofLogin(variable, failure).or(() -> refusal(failure).map((told) -> migration(variable, told)));
	}

	private static InvalidSettingException migration(String variable, SQLException told) {
		boolean mayNot = SqlStates.isForbidden(told.getSQLState());
		String advice = mayNot ? "; set MIGRATION_DATABASE_URL to a login that owns what it changes" : "";
		return new InvalidSettingException(
				"The database cannot be migrated with " + variable + ": " + words(told) + advice);
	}

	private static Optional<SQLException> refusal(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException told && told.getSQLState() != null) {
				return Optional.of(told);
			}
		}
		return Optional.empty();
	}

	private static String words(SQLException told) {
		String words = (told instanceof PSQLException server && server.getServerErrorMessage() != null)
				? server.getServerErrorMessage().getMessage() : told.getMessage();
		return String.valueOf(words).lines().findFirst().orElse("");
	}

}
