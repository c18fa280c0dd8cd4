package io.connectorservice.event;

import java.util.List;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Records and lists connectors' events. An event that repeats, such as the same failure,
 * is stored at once; its repetitions are then counted and stored as one row per interval.
 */
@Component
public class ConnectorEvents implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(ConnectorEvents.class);

	private final TenantTransactions transactions;

	private final EventRepository events;

	private final EventMetrics meters;

	private final EventAggregator eventAggregator;

	private final EventSettings settings;

	ConnectorEvents(TenantTransactions transactions, EventRepository events, EventMetrics meters,
			EventSettings settings) {
		this.transactions = transactions;
		this.events = events;
		this.meters = meters;
		this.eventAggregator = new EventAggregator(settings.repeatEvery(), Ticker.systemTicker());
		this.settings = settings;
	}

	/**
	 * Stores an event in the current tenant transaction, so that it is stored if and only
	 * if the change that it describes is committed.
	 */
	public void record(ConnectorEvent connectorEvent) {
		if (isDue(connectorEvent)) {
			insertFirst(connectorEvent);
		}
	}

	private boolean isDue(ConnectorEvent connectorEvent) {
		return !connectorEvent.mayBeMany() || this.eventAggregator.isFirst(connectorEvent);
	}

	private void insertFirst(ConnectorEvent connectorEvent) {
		try {
			insertAndCount(connectorEvent, 1);
		}
		catch (RuntimeException failure) {
			this.eventAggregator.forget(connectorEvent);
			throw failure;
		}
	}

	private void insertAndCount(ConnectorEvent connectorEvent, int occurrences) {
		this.events.insert(connectorEvent, occurrences);
		this.meters.recordEvent(connectorEvent, occurrences);
	}

	/**
	 * Stores an event in a transaction of its own. A failure to do so is only logged, so
	 * that the caller's operation does not fail because of it.
	 */
	public void recordSeparately(ConnectorEvent connectorEvent) {
		if (isDue(connectorEvent) && !tryInTransaction(connectorEvent, () -> insertFirst(connectorEvent))) {
			this.eventAggregator.forget(connectorEvent);
		}
	}

	private boolean tryInTransaction(ConnectorEvent connectorEvent, Runnable work) {
		try {
			return this.transactions.write(connectorEvent.connector().tenant(), () -> {
				work.run();
				return true;
			});
		}
		catch (ProblemException unavailable) {
			log.warn("{} of connector {} could not be recorded: {}", connectorEvent.kind().text(),
					connectorEvent.connector().id(), unavailable.code().code());
			return false;
		}
	}

	/** A connector's events, newest first; also those of a deleted connector. */
	public List<ConnectorEventView> list(TenantId tenant, UUID connector, int offset, int limit) {
		return this.transactions.read(tenant, () -> this.events.list(tenant, connector, offset, limit));
	}

	/**
	 * Counts a connector's events up to a limit, so that long lists do not slow the count
	 * down.
	 * @param atLeast the lowest limit
	 */
	public long count(TenantId tenant, UUID connector, int atLeast) {
		int limit = Math.max(atLeast, this.settings.countUpTo());
		return this.transactions.read(tenant, () -> this.events.count(tenant, connector, limit));
	}

	@Scheduled(fixedDelayString = "${connector.events.repeat-check:1s}")
	void recordRepetitions() {
		this.eventAggregator.takeDue().forEach(this::recordCounted);
	}

	private void recordCounted(EventAggregator.AggregatedEvent aggregatedEvent) {
		if (!tryInTransaction(aggregatedEvent.last(),
				() -> insertAndCount(aggregatedEvent.last(), aggregatedEvent.number()))) {
			this.eventAggregator.putBack(aggregatedEvent);
		}
	}

	/** Stores the last counted repetitions at shutdown. */
	@Override
	public void destroy() {
		this.eventAggregator.takeAll().forEach(this::recordCounted);
	}

	/** Deletes events older than the retention time, in batches. */
	@Scheduled(initialDelayString = "${connector.events.clear-interval:10m}",
			fixedDelayString = "${connector.events.clear-interval:10m}")
	void clearOld() {
		try {
			while (this.transactions.writeAsWorker(this::clearBatch) == this.settings.clearBatch()) {
				log.debug("Cleared a batch of old events");
			}
		}
		catch (ProblemException unavailable) {
			log.debug("Old events could not be deleted yet: {}", unavailable.code().code());
		}
	}

	private int clearBatch() {
		return this.events.clearExpired(this.settings.retention(), this.settings.clearBatch());
	}

}
