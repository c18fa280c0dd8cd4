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
 * Hears of changes over a connection of its own and passes them on. It trusts the
 * connection only after a notification sent from another one has arrived: a pooler in
 * transaction mode takes LISTEN and forwards nothing.
 */
@Component
final class ChangeListener implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(ChangeListener.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

	private final DirectConnections connections;

	private final ChangePublisher changePublisher;

	private final CacheTtlPolicy cacheTtlPolicy;

	private final ObjectProvider<ChangeSubscriber> subscribers;

	private final ChangeSettings settings;

	private volatile boolean running;

	private @Nullable Thread thread;

	private boolean saidThatItIsDeaf;

	private volatile boolean told;

	ChangeListener(DirectConnections connections, ChangePublisher changePublisher, CacheTtlPolicy cacheTtlPolicy,
			ObjectProvider<ChangeSubscriber> subscribers, ChangeSettings settings, MeterRegistry registry) {
		Gauge.builder("connector.changes.told", () -> this.told ? 1 : 0)
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

	// later than the web server: callers that are let end still need to know
	@Override
	public int getPhase() {
		return 0;
	}

	private void run() {
		Duration pause = FIRST_PAUSE;
		while (isRunning()) {
			boolean heard = listenUntilLost();
			pause = heard ? FIRST_PAUSE : computeLongerPause(pause);
			if (!isRunning() || !sleepUnlessInterrupted(pause)) {
				return;
			}
		}
	}

	private Duration computeLongerPause(Duration pause) {
		Duration doubled = pause.multipliedBy(2);
		return (doubled.compareTo(this.settings.longestPause()) < 0) ? doubled : this.settings.longestPause();
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
	 * Listens for as long as that works.
	 * @return whether it ever did
	 */
	private boolean listenUntilLost() {
		boolean heard = false;
		try (Notifications notifications = Notifications
			.listenOn(this.connections.openListening(this.settings.patience()))) {
			if (!canReceive(notifications)) {
				warnThatNothingArrives();
				return false;
			}
			heard = true;
			beginListening();
			forwardNotifications(notifications);
		}
		catch (SQLException | ProblemException failure) {
			log.debug("No notifications: {}", failure.getClass().getSimpleName());
		}
		finally {
			endListening(heard);
		}
		return heard;
	}

	// what changed before is unknown; a load that is under way began before
	private void beginListening() {
		this.subscribers.forEach(ChangeSubscriber::onMissedChanges);
		this.cacheTtlPolicy.setListening(true);
		this.told = true;
		this.saidThatItIsDeaf = false;
		log.info("Changes by other replicas are told at once");
	}

	private void endListening(boolean heard) {
		this.cacheTtlPolicy.setListening(false);
		this.told = false;
		if (heard && isRunning()) {
			log.warn("Changes by other replicas are not told any more: caches expire after their own time");
		}
	}

	private void forwardNotifications(Notifications notifications) throws SQLException {
		long provedAt = System.nanoTime();
		while (isRunning()) {
			List<String> texts = notifications.awaitTexts(this.settings.keepAlive());
			texts.forEach(this::forwardChange);
			if (texts.isEmpty()) {
				notifications.requireAlive();
			}
			if (System.nanoTime() - provedAt > this.settings.proveEvery().toNanos()) {
				if (!canReceive(notifications)) {
					return;
				}
				provedAt = System.nanoTime();
			}
		}
	}

	/** Whether what is sent from elsewhere arrives here. */
	private boolean canReceive(Notifications notifications) throws SQLException {
		String proof = "proof " + UUID.randomUUID();
		this.changePublisher.send(proof);
		long giveUpAt = System.nanoTime() + this.settings.patience().toNanos();
		while (System.nanoTime() - giveUpAt < 0) {
			List<String> texts = notifications.awaitTexts(Duration.ofNanos(giveUpAt - System.nanoTime()));
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
		if (!this.saidThatItIsDeaf) {
			this.saidThatItIsDeaf = true;
			log.warn("Notifications do not arrive, as behind a pooler in transaction mode: caches expire after their"
					+ " own time. LISTEN_DATABASE_URL can name the database itself");
		}
	}

}
