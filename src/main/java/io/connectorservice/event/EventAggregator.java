package io.connectorservice.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.ConnectorRef;
import org.jspecify.annotations.Nullable;

/**
 * Counts repeated events of a connector, so that they are stored once per interval and
 * not each time.
 */
final class EventAggregator {

	// if this many events are being counted, further ones are stored each time
	private static final int MAX_KEYS = 100_000;

	private final Duration every;

	private final Ticker ticker;

	private final ConcurrentMap<Key, Count> counts = new ConcurrentHashMap<>();

	EventAggregator(Duration every, Ticker ticker) {
		this.every = every;
		this.ticker = ticker;
	}

	/**
	 * True if the event should be stored now; otherwise it was added to the running
	 * count.
	 */
	boolean isFirst(ConnectorEvent connectorEvent) {
		if (this.every.isZero() || this.counts.size() >= MAX_KEYS) {
			return true;
		}
		Count count = this.counts.compute(Key.of(connectorEvent), (_, previous) -> (previous == null)
				? new Count(this.ticker.read(), 0, null) : previous.incrementWith(connectorEvent));
		return count.last() == null;
	}

	/**
	 * Forgets an event that could not be stored, so that the next one like it is stored
	 * at once.
	 */
	void forget(ConnectorEvent connectorEvent) {
		this.counts.computeIfPresent(Key.of(connectorEvent), (_, count) -> (count.last() == null) ? null : count);
	}

	/** Adds a count that could not be stored back to the running count. */
	void putBack(AggregatedEvent aggregatedEvent) {
		this.counts.compute(Key.of(aggregatedEvent.last()),
				(_, count) -> (count == null)
						? new Count(this.ticker.read(), aggregatedEvent.number(), aggregatedEvent.last())
						: count.mergeWith(aggregatedEvent));
	}

	/**
	 * Removes and returns the counts whose interval is over; counting then restarts from
	 * zero.
	 */
	List<AggregatedEvent> takeDue() {
		return takeOlderThan(this.every.toNanos());
	}

	/** Removes and returns all counts. */
	List<AggregatedEvent> takeAll() {
		return takeOlderThan(0);
	}

	private List<AggregatedEvent> takeOlderThan(long age) {
		List<AggregatedEvent> taken = new ArrayList<>();
		long now = this.ticker.read();
		this.counts.forEach((key, _) -> this.counts.computeIfPresent(key, (_, count) -> {
			if (now - count.since() < age) {
				return count;
			}
			if (count.last() == null) {
				return null;
			}
			taken.add(new AggregatedEvent(count.last(), count.number()));
			return new Count(now, 0, null);
		}));
		return taken;
	}

	/** The latest of the counted events and their number. */
	record AggregatedEvent(ConnectorEvent last, int number) {
	}

	private record Key(ConnectorRef connector, EventKind kind, @Nullable ProblemCode code) {

		static Key of(ConnectorEvent connectorEvent) {
			return new Key(connectorEvent.connector(), connectorEvent.kind(), connectorEvent.code());
		}

	}

	private record Count(long since, int number, @Nullable ConnectorEvent last) {

		Count mergeWith(AggregatedEvent aggregatedEvent) {
			return new Count(this.since, this.number + aggregatedEvent.number(),
					(this.last == null) ? aggregatedEvent.last() : this.last);
		}

		Count incrementWith(ConnectorEvent connectorEvent) {
			return new Count(this.since, this.number + 1, connectorEvent);
		}

	}

}
