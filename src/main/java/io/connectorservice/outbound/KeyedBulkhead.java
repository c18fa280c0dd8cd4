package io.connectorservice.outbound;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bulkhead with one limit per key: admits a number of callers at once and lets a bounded
 * number wait for a while. Only keys in use are kept in memory, so it does not grow with
 * the number of tenants or hosts.
 *
 * @param <K> the key that permits are counted by
 */
final class KeyedBulkhead<K> {

	private final ConcurrentMap<K, Bulkhead> bulkheads = new ConcurrentHashMap<>();

	private final int maxConcurrent;

	private final int maxWaiting;

	KeyedBulkhead(int maxConcurrent, int maxWaiting) {
		this.maxConcurrent = maxConcurrent;
		this.maxWaiting = maxWaiting;
	}

	/** Returns true if a permit was free in time; call {@link #release} afterwards. */
	boolean tryAcquire(K key, Duration maxWait) {
		Bulkhead bulkhead = this.bulkheads.compute(key,
				(_, existing) -> ((existing != null) ? existing : new Bulkhead(this.maxConcurrent)).addUser());
		boolean entered = false;
		try {
			entered = bulkhead.tryAcquire(maxWait, this.maxWaiting);
			return entered;
		}
		finally {
			if (!entered) {
				evictIfUnused(key);
			}
		}
	}

	void release(K key) {
		Objects.requireNonNull(this.bulkheads.get(key)).free.release();
		evictIfUnused(key);
	}

	private void evictIfUnused(K key) {
		this.bulkheads.computeIfPresent(key, (_, bulkhead) -> bulkhead.removeUser() ? null : bulkhead);
	}

	/** Number of keys that have a permit in use or a caller waiting. */
	int countKeys() {
		return this.bulkheads.size();
	}

	private static final class Bulkhead {

		private final Semaphore free;

		// Waiting callers are counted separately, because checking the semaphore's queue
		// length would let a burst exceed the limit.
		private final AtomicInteger waiting = new AtomicInteger();

		// Only changed inside a compute call of the map, which locks the key.
		private int users;

		Bulkhead(int maxConcurrent) {
			this.free = new Semaphore(maxConcurrent, true);
		}

		Bulkhead addUser() {
			this.users++;
			return this;
		}

		/** Removes one user and returns true if it was the last. */
		boolean removeUser() {
			this.users--;
			return this.users == 0;
		}

		boolean tryAcquire(Duration maxWait, int maxWaiting) {
			if (this.free.tryAcquire()) {
				return true;
			}
			try {
				return this.waiting.incrementAndGet() <= maxWaiting && awaitPermit(maxWait);
			}
			finally {
				this.waiting.decrementAndGet();
			}
		}

		private boolean awaitPermit(Duration maxWait) {
			try {
				return this.free.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException _) {
				Thread.currentThread().interrupt();
				return false;
			}
		}

	}

}
