package io.connectorservice.shutdown;

import java.time.Duration;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

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

	/** Readiness is off, and requests still come in. */
	public static void announce(Shutdown shutdown) {
		try {
			shutdown.beginShutdown(new AvailabilityChangeEvent<>(shutdown, ReadinessState.REFUSING_TRAFFIC));
		}
		catch (InterruptedException interrupted) {
			throw new IllegalStateException(interrupted);
		}
	}

	/** Nothing new comes in any more. */
	public static void close(Shutdown shutdown) {
		announce(shutdown);
		shutdown.markClosing(new ContextClosedEvent(new StaticApplicationContext()));
	}

}
