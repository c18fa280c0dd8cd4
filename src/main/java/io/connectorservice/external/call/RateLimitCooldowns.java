package io.connectorservice.external.call;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.outbound.OutboundResponse;

import org.springframework.stereotype.Component;

/**
 * Until when connectors' services want no more calls, as they said themselves. A hold
 * that was forgotten costs one call that is refused.
 */
@Component
final class RateLimitCooldowns {

	private static final int MOST = 100_000;

	private final Cache<UUID, Hold> holds = Caffeine.newBuilder()
		.expireAfter(Expiry.<UUID, Hold>writing((_, hold) -> hold.left()))
		.maximumSize(MOST)
		.executor(Runnable::run)
		.build();

	private final Duration longest;

	private final Clock clock;

	RateLimitCooldowns(CallSettings settings, Clock clock) {
		this.longest = settings.longestHold();
		this.clock = clock;
	}

	/** How long a connector's calls are held back still. */
	Duration left(UUID connector) {
		Hold hold = this.holds.getIfPresent(connector);
		return (hold == null) ? Duration.ZERO : hold.left();
	}

	/** Learns from an answer. */
	void learn(UUID connector, OutboundResponse answer, Limits limits) {
		RetryDelay.untilMore(answer, limits, this.clock)
			.map((wait) -> (wait.compareTo(this.longest) < 0) ? wait : this.longest)
			.filter(Duration::isPositive)
			.ifPresent((wait) -> this.holds.put(connector, new Hold(System.nanoTime() + wait.toNanos())));
	}

	private record Hold(long end) {

		Duration left() {
			return Duration.ofNanos(Math.max(this.end - System.nanoTime(), 0));
		}

	}

}
