package io.connectorservice;

/**
 * The levels and appenders of the log, which the JVM has once. A class that changes them,
 * or that closes a service, after which the next start sets them anew, locks them; a
 * concurrent class that only starts a service locks them for reading.
 */
public final class LogLevels {

	/** The name of the lock. */
	public static final String LOCK = "log levels and appenders";

	private LogLevels() {
	}

}
