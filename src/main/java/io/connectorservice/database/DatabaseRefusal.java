package io.connectorservice.database;

import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.connectorservice.settings.InvalidSettingException;
import org.postgresql.util.PSQLException;

/**
 * Describes in one sentence which database setting is wrong, in the server's own words,
 * which never contain a password.
 */
final class DatabaseRefusal {

	private DatabaseRefusal() {
	}

	/**
	 * Returns why a login cannot be used.
	 * @param variable the name of the setting that contains the login
	 * @return empty if the server did not reject the login itself
	 */
	static Optional<InvalidSettingException> ofLogin(String variable, Throwable failure) {
		return findInnermostSqlException(failure)
			.filter((exception) -> SqlStates.isRefusedLogin(exception.getSQLState()) || isMisconfigured(failure))
			.map((exception) -> new InvalidSettingException(variable + " cannot be used: " + readFirstLine(exception)));
	}

	/**
	 * Returns why the schema cannot be migrated.
	 * @param variable the name of the setting that contains the login
	 */
	static Optional<InvalidSettingException> ofMigration(String variable, Throwable failure) {
		return ofLogin(variable, failure)
			.or(() -> findInnermostSqlException(failure).map((exception) -> migrationException(variable, exception)));
	}

	private static InvalidSettingException migrationException(String variable, SQLException exception) {
		boolean forbidden = SqlStates.isForbidden(exception.getSQLState());
		String advice = forbidden ? "; set MIGRATION_DATABASE_URL to a login that owns the schema" : "";
		return new InvalidSettingException(
				"The database cannot be migrated with " + variable + ": " + readFirstLine(exception) + advice);
	}

	/**
	 * Whether waiting is useless although the connection failed: only one side requires
	 * TLS and the other does not support it, or the certificate is not trusted.
	 */
	static boolean isMisconfigured(Throwable failure) {
		return findInnermostSqlException(failure).filter((exception) -> SqlStates.isRejected(exception.getSQLState()))
			.isPresent() || streamCauses(failure).anyMatch(CertificateException.class::isInstance);
	}

	/** Returns the first line of the server's or the driver's message. */
	static String describeReason(Throwable failure) {
		return findInnermostSqlException(failure).map(DatabaseRefusal::readFirstLine).orElse("");
	}

	private static Optional<SQLException> findInnermostSqlException(Throwable failure) {
		return streamCauses(failure).filter(SQLException.class::isInstance)
			.map(SQLException.class::cast)
			.filter((exception) -> exception.getSQLState() != null)
			// The innermost exception is the server's
			// own; the connection pool's says less.
			.reduce((_, innermost) -> innermost);
	}

	private static Stream<Throwable> streamCauses(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
	}

	private static String readFirstLine(SQLException exception) {
		String message = (exception instanceof PSQLException server && server.getServerErrorMessage() != null)
				? server.getServerErrorMessage().getMessage() : exception.getMessage();
		return String.valueOf(message).lines().findFirst().orElse("");
	}

}
