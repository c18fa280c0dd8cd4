package io.connectorservice.event;

import java.util.List;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tenant.TenantTransactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Notes what happens with connectors and lists it. What fails again and again in the same
 * way is noted at once and then, counted, once in a while.
 */
@Component
public class ConnectorEvents implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(ConnectorEvents.class);

	private final TenantTransactions transactions;

	private final EventRepository events;

	private final EventMeters meters;

	private final Repetitions repetitions;

	private final EventSettings settings;

	ConnectorEvents(TenantTransactions transactions, EventRepository events, EventMeters meters,
			EventSettings settings) {
		this.transactions = transactions;
		this.events = events;
		this.meters = meters;
		this.repetitions = new Repetitions(settings.repeatEvery(), Ticker.systemTicker());
		this.settings = settings;
	}

	/**
	 * Adds an event to the tenant's transaction that does what it tells: both happen, or
	 * neither.
	 */
	public void add(Happening happening) {
		if (isDue(happening)) {
			insertFirst(happening);
		}
	}

	private boolean isDue(Happening happening) {
		return !happening.mayBeMany() || this.repetitions.isFirst(happening);
	}

	private void insertFirst(Happening happening) {
		try {
			insert(happening, 1);
		}
		catch (RuntimeException failure) {
			this.repetitions.forget(happening);
			throw failure;
		}
	}

	private void insert(Happening happening, int occurrences) {
		this.events.insert(happening, occurrences);
		this.meters.written(happening, occurrences);
	}

	/**
	 * Notes an event in a transaction of its own; where that cannot be, what it is about
	 * does not fail for it.
	 */
	public void note(Happening happening) {
		if (isDue(happening) && !inTransaction(happening, () -> insertFirst(happening))) {
			this.repetitions.forget(happening);
		}
	}

	private boolean inTransaction(Happening happening, Runnable work) {
		try {
			return this.transactions.write(happening.tenant(), () -> {
				work.run();
				return true;
			});
		}
		catch (ProblemException unavailable) {
			log.warn("{} of connector {} could not be noted: {}", happening.kind().text(), happening.connector(),
					unavailable.code().code());
			return false;
		}
	}

	/** A connector's events, newest first; also a deleted one's. */
	public List<ConnectorEvent> list(TenantId tenant, UUID connector, int offset, int limit) {
		return this.transactions.read(tenant, () -> this.events.list(tenant, connector, offset, limit));
	}

	/**
	 * How many there are, counted no further than is settled: a list must not get slower
	 * the longer it is.
	 * @param atLeast counted so far in any case
	 */
	public long count(TenantId tenant, UUID connector, int atLeast) {
		int most = Math.max(atLeast, this.settings.countUpTo());
		return this.transactions.read(tenant, () -> this.events.count(tenant, connector, most));
	}

	@Scheduled(fixedDelayString = "${connector.events.repeat-check:1s}")
	void noteRepetitions() {
		this.repetitions.due().forEach(this::noteCounted);
	}

	private void noteCounted(Repetitions.Counted counted) {
		if (!inTransaction(counted.last(), () -> insert(counted.last(), counted.number()))) {
			this.repetitions.putBack(counted);
		}
	}

	/** What was counted last is not lost with an orderly end. */
	@Override
	public void destroy() {
		this.repetitions.rest().forEach(this::noteCounted);
	}

	/** Removes what is older than events are kept, a batch at a time. */
	@Scheduled(initialDelayString = "${connector.events.clear-interval:10m}",
			fixedDelayString = "${connector.events.clear-interval:10m}")
	void clearOld() {
		try {
			while (this.transactions.writeAsWorker(this::clearBatch) == this.settings.clearBatch()) {
				log.debug("Cleared a batch of old events");
			}
		}
		catch (ProblemException unavailable) {
			log.debug("Old events stay for now: {}", unavailable.code().code());
		}
	}

	private int clearBatch() {
		return this.events.clear(this.settings.keep(), this.settings.clearBatch());
	}

}
