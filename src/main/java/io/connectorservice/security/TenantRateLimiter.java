package io.connectorservice.security;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/**
 * Token bucket per tenant. Each bucket is stored as a single number, the time at which it
 * will be full again (GCRA, known from ATM networks).
 */
final class TenantRateLimiter {

	// A full bucket is evicted. With more active tenants than this, the least active ones
	// start with a full bucket again.
	private static final int MAX_TENANTS = 100_000;

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
			.maximumSize(MAX_TENANTS)
			.ticker(ticker)
			.executor(Runnable::run)
			.build();
	}

	/**
	 * Takes one request from the tenant's bucket; returns the time to wait if it is
	 * empty, or else zero.
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
