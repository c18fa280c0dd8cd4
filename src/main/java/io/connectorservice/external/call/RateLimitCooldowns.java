package io.connectorservice.external.call;

import java.time.Duration;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.outbound.OutboundResponse;

import org.springframework.stereotype.Component;

/**
 * For how long connectors' services asked for no more calls. An evicted entry costs at
 * most one call that the service refuses.
 */
@Component
final class RateLimitCooldowns {

	private static final int MAX_ENTRIES = 100_000;

	private final Cache<UUID, Cooldown> cooldowns = Caffeine.newBuilder()
		.expireAfter(Expiry.<UUID, Cooldown>writing((_, cooldown) -> cooldown.getRemaining()))
		.maximumSize(MAX_ENTRIES)
		.executor(Runnable::run)
		.build();

	private final Duration maxCooldown;

	private final RetryDelayReader delays;

	RateLimitCooldowns(CallSettings settings, RetryDelayReader delays) {
		this.maxCooldown = settings.maxCooldown();
		this.delays = delays;
	}

	/** For how long a connector's calls are still held back; zero where they are not. */
	Duration getRemaining(UUID connector) {
		Cooldown cooldown = this.cooldowns.getIfPresent(connector);
		return (cooldown == null) ? Duration.ZERO : cooldown.getRemaining();
	}

	/** Starts a cooldown where a response asks for one. */
	void update(UUID connector, OutboundResponse response, Limits limits) {
		this.delays.findCooldown(response, limits)
			.map((delay) -> (delay.compareTo(this.maxCooldown) < 0) ? delay : this.maxCooldown)
			.filter(Duration::isPositive)
			.ifPresent((delay) -> this.cooldowns.put(connector, new Cooldown(System.nanoTime() + delay.toNanos())));
	}

	private record Cooldown(long end) {

		Duration getRemaining() {
			return Duration.ofNanos(Math.max(this.end - System.nanoTime(), 0));
		}

	}

}
