package io.connectorservice.change;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.DirectConnections;
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

	private final Changes changes;

	private final Freshness freshness;

	private final ObjectProvider<ChangeSubscriber> subscribers;

	private final ChangeSettings settings;

	private volatile boolean running;

	private @Nullable Thread thread;

	private boolean saidThatItIsDeaf;

	private volatile boolean told;

	ChangeListener(DirectConnections connections, Changes changes, Freshness freshness,
			ObjectProvider<ChangeSubscriber> subscribers, ChangeSettings settings, MeterRegistry registry) {
		Gauge.builder("connector.changes.told", () -> this.told ? 1 : 0)
			.description("Whether changes by other replicas arrive at once")
			.register(registry);
		this.connections = connections;
		this.changes = changes;
		this.freshness = freshness;
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
			pause = heard ? FIRST_PAUSE : longer(pause);
			if (!isRunning() || !slept(pause)) {
				return;
			}
		}
	}

	private Duration longer(Duration pause) {
		Duration doubled = pause.multipliedBy(2);
		return (doubled.compareTo(this.settings.longestPause()) < 0) ? doubled : this.settings.longestPause();
	}

	private static boolean slept(Duration pause) {
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
			.over(this.connections.openListening(this.settings.patience()))) {
			if (!proves(notifications)) {
				sayThatItIsDeaf();
				return false;
			}
			heard = true;
			begin();
			listen(notifications);
		}
		catch (SQLException | ProblemException failure) {
			log.debug("No notifications: {}", failure.getClass().getSimpleName());
		}
		finally {
			end(heard);
		}
		return heard;
	}

	// what changed before is unknown; a load that is under way began before
	private void begin() {
		this.subscribers.forEach(ChangeSubscriber::missed);
		this.freshness.told(true);
		this.told = true;
		this.saidThatItIsDeaf = false;
		log.info("Changes by other replicas are told at once");
	}

	private void end(boolean heard) {
		this.freshness.told(false);
		this.told = false;
		if (heard && isRunning()) {
			log.warn("Changes by other replicas are not told any more: caches expire after their own time");
		}
	}

	private void listen(Notifications notifications) throws SQLException {
		long provedAt = System.nanoTime();
		while (isRunning()) {
			List<String> texts = notifications.await(this.settings.keepAlive());
			texts.forEach(this::pass);
			if (texts.isEmpty()) {
				notifications.requireAlive();
			}
			if (System.nanoTime() - provedAt > this.settings.proveEvery().toNanos()) {
				if (!proves(notifications)) {
					return;
				}
				provedAt = System.nanoTime();
			}
		}
	}

	/** Whether what is sent from elsewhere arrives here. */
	private boolean proves(Notifications notifications) throws SQLException {
		String proof = "proof " + UUID.randomUUID();
		this.changes.send(proof);
		long giveUpAt = System.nanoTime() + this.settings.patience().toNanos();
		while (System.nanoTime() - giveUpAt < 0) {
			List<String> texts = notifications.await(Duration.ofNanos(giveUpAt - System.nanoTime()));
			texts.forEach(this::pass);
			if (texts.contains(proof)) {
				return true;
			}
		}
		return false;
	}

	private void pass(String text) {
		Change.parse(text).ifPresent((change) -> this.subscribers.forEach((subscriber) -> subscriber.changed(change)));
	}

	private void sayThatItIsDeaf() {
		if (!this.saidThatItIsDeaf) {
			this.saidThatItIsDeaf = true;
			log.warn("Notifications do not arrive, as behind a pooler in transaction mode: caches expire after their"
					+ " own time. LISTEN_DATABASE_URL can name the database itself");
		}
	}

}
