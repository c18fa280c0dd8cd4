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
 * Knows how far the end of the process has come, and how much time is left.
 */
@Component
public final class Shutdown {

	private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

	/** As a process that SIGTERM ends. */
	private static final int TERMINATED = 143;

	private final ShutdownSettings settings;

	private volatile long endsAt;

	private volatile boolean underWay;

	private volatile boolean closing;

	Shutdown(ShutdownSettings settings) {
		this.settings = settings;
	}

	/** Whether the end has been announced; what can wait for another process, should. */
	public boolean isUnderWay() {
		return this.underWay;
	}

	/** Whether nothing new comes in any more: only what is under way is let end. */
	public boolean isClosing() {
		return this.closing;
	}

	/**
	 * How long something may still take.
	 * @param wanted how long it would like to
	 */
	public Duration atMost(Duration wanted) {
		if (!this.underWay) {
			return wanted;
		}
		Duration left = Duration.ofNanos(Math.max(0, this.endsAt - System.nanoTime()));
		return (left.compareTo(wanted) < 0) ? left : wanted;
	}

	// readiness is off from here on, while all servers still run: the events that follow
	// would stop the management port's first
	@EventListener
	@Order(Ordered.LOWEST_PRECEDENCE)
	void beginShutdown(AvailabilityChangeEvent<ReadinessState> change) throws InterruptedException {
		if (change.getState() != ReadinessState.REFUSING_TRAFFIC || this.underWay) {
			return;
		}
		this.endsAt = System.nanoTime() + this.settings.within().toNanos();
		this.underWay = true;
		Thread.ofPlatform().daemon().name("shutdown-bound").start(this::endInTime);
		if (this.settings.pause().isPositive()) {
			log.info("Not ready any more; requests are served for another {} ms", this.settings.pause().toMillis());
			Thread.sleep(this.settings.pause());
		}
	}

	@EventListener
	void markClosing(ContextClosedEvent closed) {
		this.closing = true;
	}

	private void endInTime() {
		try {
			Thread.sleep(this.settings.within());
		}
		catch (InterruptedException _) {
			return;
		}
		if (isProcessEnding()) {
			log.warn("Not everything under way has ended in time; the process ends now");
			Runtime.getRuntime().halt(TERMINATED);
		}
	}

	// where only a context was closed, the process is not ours to end
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
