package io.connectorservice.invalidation;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.connectorservice.database.DirectConnections;
import io.connectorservice.problem.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Receives change notifications over its own connection and passes them on. It relies on
 * the connection only after it has received a notification that was sent over another
 * one, because a pooler in transaction mode accepts LISTEN but forwards nothing.
 */
@Component
final class ChangeListener implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(ChangeListener.class);

	private static final Duration FIRST_RETRY_DELAY = Duration.ofMillis(500);

	private final DirectConnections connections;

	private final ChangePublisher changePublisher;

	private final CacheTtlPolicy cacheTtlPolicy;

	private final ObjectProvider<ChangeSubscriber> subscribers;

	private final ChangeSettings settings;

	private volatile boolean running;

	private @Nullable Thread thread;

	private boolean hasWarned;

	private volatile boolean receiving;

	ChangeListener(DirectConnections connections, ChangePublisher changePublisher, CacheTtlPolicy cacheTtlPolicy,
			ObjectProvider<ChangeSubscriber> subscribers, ChangeSettings settings, MeterRegistry registry) {
		Gauge.builder("connector.changes.told", () -> this.receiving ? 1 : 0)
			.description("Whether changes by other replicas arrive at once")
			.register(registry);
		this.connections = connections;
		this.changePublisher = changePublisher;
		this.cacheTtlPolicy = cacheTtlPolicy;
		this.subscribers = subscribers;
		this.settings = settings;
	}

	@Override
	public void start() {
		if (this.settings.listen()) {
			this.running = true;
			this.thread = Thread.ofVirtual().name("changes").start(this::run);
		}
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// Stops after the web server, because requests that are completed during shutdown
	// still need notifications.
	@Override
	public int getPhase() {
		return 0;
	}

	private void run() {
		Duration pause = FIRST_RETRY_DELAY;
		while (isRunning()) {
			boolean received = listenUntilLost();
			pause = received ? FIRST_RETRY_DELAY : computeLongerPause(pause);
			if (!isRunning() || !sleepUnlessInterrupted(pause)) {
				return;
			}
		}
	}

	private Duration computeLongerPause(Duration pause) {
		Duration doubled = pause.multipliedBy(2);
		return (doubled.compareTo(this.settings.maxReconnectDelay()) < 0) ? doubled : this.settings.maxReconnectDelay();
	}

	private static boolean sleepUnlessInterrupted(Duration pause) {
		try {
			Thread.sleep(pause);
			return true;
		}
		catch (InterruptedException _) {
			return false;
		}
	}

	/**
	 * Listens until the connection fails.
	 * @return whether notifications ever arrived
	 */
	private boolean listenUntilLost() {
		boolean received = false;
		try (Notifications notifications = Notifications
			.listenOn(this.connections.openListening(this.settings.timeout()))) {
			if (!canReceive(notifications)) {
				warnThatNothingArrives();
				return false;
			}
			received = true;
			beginListening();
			forwardNotifications(notifications);
		}
		catch (SQLException | ProblemException failure) {
			log.debug("No notifications: {}", failure.getClass().getSimpleName());
		}
		finally {
			endListening(received);
		}
		return received;
	}

	// Earlier changes are unknown, so everything is evicted, including loads in progress
	// that began before.
	private void beginListening() {
		this.subscribers.forEach(ChangeSubscriber::onMissedChanges);
		this.cacheTtlPolicy.setListening(true);
		this.receiving = true;
		this.hasWarned = false;
		log.info("Change notifications from other replicas arrive");
	}

	private void endListening(boolean received) {
		this.cacheTtlPolicy.setListening(false);
		this.receiving = false;
		if (received && isRunning()) {
			log.warn("Change notifications from other replicas no longer arrive: caches use their own TTL");
		}
	}

	private void forwardNotifications(Notifications notifications) throws SQLException {
		long verifiedAt = System.nanoTime();
		while (isRunning()) {
			List<String> texts = notifications.awaitTexts(this.settings.keepAlive());
			texts.forEach(this::forwardChange);
			if (texts.isEmpty()) {
				notifications.requireAlive();
			}
			if (System.nanoTime() - verifiedAt > this.settings.proofInterval().toNanos()) {
				if (!canReceive(notifications)) {
					return;
				}
				verifiedAt = System.nanoTime();
			}
		}
	}

	/** Whether a notification sent over another connection arrives here. */
	private boolean canReceive(Notifications notifications) throws SQLException {
		String proof = "proof " + UUID.randomUUID();
		this.changePublisher.send(proof);
		long deadline = System.nanoTime() + this.settings.timeout().toNanos();
		while (System.nanoTime() - deadline < 0) {
			List<String> texts = notifications.awaitTexts(Duration.ofNanos(deadline - System.nanoTime()));
			texts.forEach(this::forwardChange);
			if (texts.contains(proof)) {
				return true;
			}
		}
		return false;
	}

	private void forwardChange(String text) {
		ChangeNotification.parse(text)
			.ifPresent((changeNotification) -> this.subscribers
				.forEach((subscriber) -> subscriber.onChange(changeNotification)));
	}

	private void warnThatNothingArrives() {
		if (!this.hasWarned) {
			this.hasWarned = true;
			log.warn("Change notifications do not arrive, probably because of a pooler in transaction mode: caches use"
					+ " their own TTL. Set LISTEN_DATABASE_URL to the database itself");
		}
	}

}
