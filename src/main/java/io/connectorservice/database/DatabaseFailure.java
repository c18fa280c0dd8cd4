package io.connectorservice.database;

import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.connectorservice.settings.InvalidSettingException;
import org.postgresql.util.PSQLException;

/**
 * A failed use of the database, classified by PostgreSQL's SQLSTATE codes and described
 * in the server's own words, which never contain a password.
 */
record DatabaseFailure(Throwable thrown) {

	private static final String READ_ONLY = "25006";

	/**
	 * Returns why a login cannot be used.
	 * @param variable the name of the setting that contains the login
	 * @return empty if the server did not reject the login itself
	 */
	Optional<InvalidSettingException> toLoginException(String variable) {
		return findInnermostSqlException()
			.filter((exception) -> isRefusedLogin(exception.getSQLState()) || isMisconfigured())
			.map((exception) -> new InvalidSettingException(variable + " cannot be used: " + readFirstLine(exception)));
	}

	// The server does not know the login or the database, or rejects the login.
	private static boolean isRefusedLogin(String state) {
		return state.startsWith("28") || state.startsWith("3D");
	}

	/**
	 * Returns why the schema cannot be migrated.
	 * @param variable the name of the setting that contains the login
	 */
	Optional<InvalidSettingException> toMigrationException(String variable) {
		return toLoginException(variable)
			.or(() -> findInnermostSqlException().map((exception) -> migrationException(variable, exception)));
	}

	private static InvalidSettingException migrationException(String variable, SQLException exception) {
		boolean forbidden = "42501".equals(exception.getSQLState());
		String advice = forbidden ? "; set MIGRATION_DATABASE_URL to a login that owns the schema" : "";
		return new InvalidSettingException(
				"The database cannot be migrated with " + variable + ": " + readFirstLine(exception) + advice);
	}

	/**
	 * Whether waiting is useless although the connection failed: only one side requires
	 * TLS and the other does not support it, or the certificate is not trusted.
	 */
	boolean isMisconfigured() {
		return findInnermostSqlException().filter((exception) -> "08004".equals(exception.getSQLState())).isPresent()
				|| streamCauses().anyMatch(CertificateException.class::isInstance);
	}

	/** Whether the server is unreachable or not serving, as while it starts. */
	boolean isAbsence() {
		return streamStates().anyMatch((state) -> state.startsWith("08") || state.startsWith("57P")
				|| "53300".equals(state) || READ_ONLY.equals(state));
	}

	/** Whether a change was attempted on a read-only server. */
	boolean isReadOnly() {
		return streamStates().anyMatch(READ_ONLY::equals);
	}

	private Stream<String> streamStates() {
		return streamSqlExceptions().map(SQLException::getSQLState);
	}

	/** Returns the first line of the server's or the driver's message. */
	String describeReason() {
		return findInnermostSqlException().map(DatabaseFailure::readFirstLine).orElse("");
	}

	// The innermost exception is the server's own; the connection pool's says less.
	private Optional<SQLException> findInnermostSqlException() {
		return streamSqlExceptions().reduce((_, innermost) -> innermost);
	}

	private Stream<SQLException> streamSqlExceptions() {
		return streamCauses().filter(SQLException.class::isInstance)
			.map(SQLException.class::cast)
			.filter((exception) -> exception.getSQLState() != null);
	}

	private Stream<Throwable> streamCauses() {
		return Stream.iterate(this.thrown, Objects::nonNull, Throwable::getCause);
	}

	private static String readFirstLine(SQLException exception) {
		String message = (exception instanceof PSQLException server && server.getServerErrorMessage() != null)
				? server.getServerErrorMessage().getMessage() : exception.getMessage();
		return String.valueOf(message).lines().findFirst().orElse("");
	}

}
