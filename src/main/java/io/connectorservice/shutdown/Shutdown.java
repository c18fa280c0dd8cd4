package io.connectorservice.shutdown;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Tracks the shutdown phase and the time remaining.
 */
@Component
public final class Shutdown {

	private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

	/** The exit code of a process that was ended by SIGTERM. */
	private static final int TERMINATED = 143;

	private final ShutdownSettings settings;

	private volatile long endsAt;

	private volatile boolean begun;

	private volatile boolean closing;

	Shutdown(ShutdownSettings settings) {
		this.settings = settings;
	}

	/**
	 * Whether shutdown has begun; work that can wait should be left to other processes.
	 */
	public boolean isUnderWay() {
		return this.begun;
	}

	/** Whether no new requests are accepted and only work in progress is completed. */
	public boolean isClosing() {
		return this.closing;
	}

	/**
	 * Returns the wanted time or the time until the process ends, whichever is shorter.
	 * @param wanted the time that the work would take at most
	 */
	public Duration atMost(Duration wanted) {
		if (!this.begun) {
			return wanted;
		}
		Duration remaining = Duration.ofNanos(Math.max(0, this.endsAt - System.nanoTime()));
		return (remaining.compareTo(wanted) < 0) ? remaining : wanted;
	}

	// Readiness is off from here on while all servers still
	// run. A listener for the context's closing would be too
	// late, because the management server is stopped first.
	@EventListener
	@Order(Ordered.LOWEST_PRECEDENCE)
	void beginShutdown(AvailabilityChangeEvent<ReadinessState> change) throws InterruptedException {
		if (change.getState() != ReadinessState.REFUSING_TRAFFIC || this.begun) {
			return;
		}
		this.endsAt = System.nanoTime() + this.settings.timeout().toNanos();
		this.begun = true;
		Thread.ofPlatform().daemon().name("shutdown-bound").start(this::endInTime);
		if (this.settings.pause().isPositive()) {
			log.info("No longer ready; requests are served for another {} ms", this.settings.pause().toMillis());
			Thread.sleep(this.settings.pause());
		}
	}

	@EventListener
	void markClosing(ContextClosedEvent closed) {
		this.closing = true;
	}

	private void endInTime() {
		try {
			Thread.sleep(this.settings.timeout());
		}
		catch (InterruptedException _) {
			return;
		}
		if (isProcessEnding()) {
			log.warn("Some work in progress has not finished in time; the process ends now");
			Runtime.getRuntime().halt(TERMINATED);
		}
	}

	// If only an application context was closed,
	// as in tests, the process must not be halted.
	private static boolean isProcessEnding() {
		Thread hook = new Thread(() -> {
		});
		try {
			Runtime.getRuntime().addShutdownHook(hook);
			Runtime.getRuntime().removeShutdownHook(hook);
			return false;
		}
		catch (IllegalStateException _) {
			return true;
		}
	}

}
