package io.connectorservice.shutdown;

import java.time.Duration;

/**
 * The process's end for tests of other rooms.
 */
public final class TestShutdown {

	private TestShutdown() {
	}

	/** One that has not begun. */
	public static Shutdown none() {
		return new Shutdown(new ShutdownSettings(Duration.ZERO, Duration.ofSeconds(29)));
	}

}
