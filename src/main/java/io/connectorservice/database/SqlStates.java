package io.connectorservice.database;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * Classifies PostgreSQL's SQLSTATE codes.
 */
final class SqlStates {

	private static final String READ_ONLY = "25006";

	private SqlStates() {
	}

	/** The server is unreachable or not serving, as while it starts or shuts down. */
	static boolean isAbsence(@Nullable String state) {
		return state != null && (state.startsWith("08") || state.startsWith("57P") || "53300".equals(state)
				|| READ_ONLY.equals(state));
	}

	/** The server does not know the login or the database, or rejects the login. */
	static boolean isRefusedLogin(@Nullable String state) {
		return state != null && (state.startsWith("28") || state.startsWith("3D"));
	}

	/** The server or the driver rejected the connection parameters. */
	static boolean isRejected(@Nullable String state) {
		return "08004".equals(state);
	}

	/** The login lacks the privilege. */
	static boolean isForbidden(@Nullable String state) {
		return "42501".equals(state);
	}

	/** A change was attempted on a read-only server. */
	static boolean isReadOnly(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException exception && READ_ONLY.equals(exception.getSQLState())) {
				return true;
			}
		}
		return false;
	}

}
