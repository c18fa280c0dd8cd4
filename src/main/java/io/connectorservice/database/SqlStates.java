package io.connectorservice.database;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * What Postgres means by its codes of failure.
 */
final class SqlStates {

	private static final String READ_ONLY = "25006";

	private SqlStates() {
	}

	/** Nobody is there, or nobody who serves: also while a server starts or ends. */
	static boolean isAbsence(@Nullable String state) {
		return state != null && (state.startsWith("08") || state.startsWith("57P") || "53300".equals(state)
				|| READ_ONLY.equals(state));
	}

	/** The server knows no such login or database, or lets this login not in. */
	static boolean isRefusedLogin(@Nullable String state) {
		return state != null && (state.startsWith("28") || state.startsWith("3D"));
	}

	/** The server or the driver has no use for the connection as it is set up. */
	static boolean isRejected(@Nullable String state) {
		return "08004".equals(state);
	}

	/** The login may not do that. */
	static boolean isForbidden(@Nullable String state) {
		return "42501".equals(state);
	}

	/** A server that takes no changes was asked for one. */
	static boolean isReadOnly(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException told && READ_ONLY.equals(told.getSQLState())) {
				return true;
			}
		}
		return false;
	}

}
