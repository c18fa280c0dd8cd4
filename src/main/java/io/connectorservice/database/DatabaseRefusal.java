package io.connectorservice.database;

import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.connectorservice.settings.InvalidSettingException;
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
		return findInnermostSqlException(failure)
			.filter((told) -> SqlStates.isRefusedLogin(told.getSQLState()) || isMisconfigured(failure))
			.map((told) -> new InvalidSettingException(variable + " cannot be used: " + readFirstLine(told)));
	}

	/**
	 * Why the schema cannot be changed.
	 * @param variable the setting whose login changes it
	 */
	static Optional<InvalidSettingException> ofMigration(String variable, Throwable failure) {
		return ofLogin(variable, failure)
			.or(() -> findInnermostSqlException(failure).map((told) -> migrationException(variable, told)));
	}

	private static InvalidSettingException migrationException(String variable, SQLException told) {
		boolean mayNot = SqlStates.isForbidden(told.getSQLState());
		String advice = mayNot ? "; set MIGRATION_DATABASE_URL to a login that owns what it changes" : "";
		return new InvalidSettingException(
				"The database cannot be migrated with " + variable + ": " + readFirstLine(told) + advice);
	}

	/**
	 * Whether waiting does not help though nobody answered: one side insists on TLS and
	 * the other speaks none, or its certificate is not trusted.
	 */
	static boolean isMisconfigured(Throwable failure) {
		return findInnermostSqlException(failure).filter((told) -> SqlStates.isRejected(told.getSQLState())).isPresent()
				|| streamCauses(failure).anyMatch(CertificateException.class::isInstance);
	}

	/** What the server or the driver said, in one line. */
	static String describeReason(Throwable failure) {
		return findInnermostSqlException(failure).map(DatabaseRefusal::readFirstLine).orElse("");
	}

	private static Optional<SQLException> findInnermostSqlException(Throwable failure) {
		return streamCauses(failure).filter(SQLException.class::isInstance)
			.map(SQLException.class::cast)
			.filter((told) -> told.getSQLState() != null)
			// a pool says less in its own words than the server that it asked
			.reduce((_, innermost) -> innermost);
	}

	private static Stream<Throwable> streamCauses(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
	}

	private static String readFirstLine(SQLException told) {
		String words = (told instanceof PSQLException server && server.getServerErrorMessage() != null)
				? server.getServerErrorMessage().getMessage() : told.getMessage();
		return String.valueOf(words).lines().findFirst().orElse("");
	}

}
