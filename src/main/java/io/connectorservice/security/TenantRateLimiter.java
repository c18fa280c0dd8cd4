package io.connectorservice.security;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/**
 * A token bucket for each tenant, in the form of the one number it takes: when the bucket
 * will be full again (GCRA, as in ATM networks).
 */
final class TenantRateLimiter {

	// a bucket is forgotten when it is full; with more tenants than this active at once,
	// the idlest are let begin anew
	private static final int MOST_TENANTS = 100_000;

	private final long nanosEach;

	private final long nanosOfBurst;

	private final Ticker ticker;

	private final Cache<String, AtomicLong> fullAgain;

	TenantRateLimiter(int requestsPerSecond, int burst, Ticker ticker) {
		this.nanosEach = Duration.ofSeconds(1).toNanos() / requestsPerSecond;
		this.nanosOfBurst = this.nanosEach * burst;
		this.ticker = ticker;
		this.fullAgain = Caffeine.newBuilder()
			.expireAfterAccess(Duration.ofNanos(this.nanosOfBurst))
			.maximumSize(MOST_TENANTS)
			.ticker(ticker)
			.executor(Runnable::run)
			.build();
	}

	/**
	 * Takes one request out of the bucket; how long to wait where it is empty, else zero.
	 */
	Duration acquire(String tenant) {
		long now = this.ticker.read();
		AtomicLong bucket = Objects.requireNonNull(this.fullAgain.get(tenant, (_) -> new AtomicLong(now)));
		while (true) {
			long full = bucket.get();
			long after = ((full - now > 0) ? full : now) + this.nanosEach;
			if (after - now > this.nanosOfBurst) {
				return Duration.ofNanos(after - now - this.nanosOfBurst);
			}
			if (bucket.compareAndSet(full, after)) {
				return Duration.ZERO;
			}
		}
	}

	long countTrackedTenants() {
		this.fullAgain.cleanUp();
		return this.fullAgain.estimatedSize();
	}

}
