package io.connectorservice.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens again and again with a connector, so that it is noted once in a
 * while and not each time.
 */
final class EventAggregator {

	// beyond, what comes anew is noted each time
	private static final int MOST = 100_000;

	private final Duration every;

	private final Ticker ticker;

	private final ConcurrentMap<Key, Count> counts = new ConcurrentHashMap<>();

	EventAggregator(Duration every, Ticker ticker) {
		this.every = every;
		this.ticker = ticker;
	}

	/**
	 * Whether it is to be noted now, and those like it that follow be counted for a
	 * while; else it was counted.
	 */
	boolean isFirst(ConnectorEvent connectorEvent) {
		if (this.every.isZero() || this.counts.size() >= MOST) {
			return true;
		}
		Count count = this.counts.compute(Key.of(connectorEvent), (_, before) -> (before == null)
				? new Count(this.ticker.read(), 0, null) : before.incrementWith(connectorEvent));
		return count.last() == null;
	}

	/** It could not be noted: the next one like it is a first one again. */
	void forget(ConnectorEvent connectorEvent) {
		this.counts.computeIfPresent(Key.of(connectorEvent), (_, count) -> (count.last() == null) ? null : count);
	}

	/** What was counted could not be noted: it is counted on. */
	void putBack(Counted counted) {
		this.counts.compute(Key.of(counted.last()), (_, count) -> (count == null)
				? new Count(this.ticker.read(), counted.number(), counted.last()) : count.mergeWith(counted));
	}

	/** What was counted and is due; from then on it is counted anew. */
	List<Counted> takeDue() {
		return takeOlderThan(this.every.toNanos());
	}

	/** All that was counted. */
	List<Counted> takeAll() {
		return takeOlderThan(0);
	}

	private List<Counted> takeOlderThan(long age) {
		List<Counted> taken = new ArrayList<>();
		long now = this.ticker.read();
		this.counts.forEach((key, _) -> this.counts.computeIfPresent(key, (_, count) -> {
			if (now - count.since() < age) {
				return count;
			}
			if (count.last() == null) {
				return null;
			}
			taken.add(new Counted(count.last(), count.number()));
			return new Count(now, 0, null);
		}));
		return taken;
	}

	/** What happened last, and how often it did. */
	record Counted(ConnectorEvent last, int number) {
	}

	private record Key(UUID connector, EventKind kind, @Nullable ProblemCode code) {

		static Key of(ConnectorEvent connectorEvent) {
			return new Key(connectorEvent.connector(), connectorEvent.kind(), connectorEvent.code());
		}

	}

	private record Count(long since, int number, @Nullable ConnectorEvent last) {

		Count mergeWith(Counted counted) {
			return new Count(this.since, this.number + counted.number(),
					(this.last == null) ? counted.last() : this.last);
		}

		Count incrementWith(ConnectorEvent connectorEvent) {
			return new Count(this.since, this.number + 1, connectorEvent);
		}

	}

}
