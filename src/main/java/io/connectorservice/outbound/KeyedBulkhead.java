package io.connectorservice.outbound;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many in at once for each key, and has a few more wait for a while. It knows
 * only of keys that somebody is in for or waits for, so it grows with neither tenants nor
 * hosts.
 *
 * @param <K> whose share it is
 */
final class KeyedBulkhead<K> {

	private final ConcurrentMap<K, Gate> gates = new ConcurrentHashMap<>();

	private final int most;

	private final int mostWaiting;

	KeyedBulkhead(int most, int mostWaiting) {
		this.most = most;
		this.mostWaiting = mostWaiting;
	}

	/** Whether there was room in time; who is let in must {@link #release}. */
	boolean tryAcquire(K key, Duration patience) {
		Gate gate = this.gates.compute(key, (_, there) -> ((there != null) ? there : new Gate(this.most)).addUser());
		boolean entered = false;
		try {
			entered = gate.tryAcquire(patience, this.mostWaiting);
			return entered;
		}
		finally {
			if (!entered) {
				evictIfUnused(key);
			}
		}
	}

	void release(K key) {
		Objects.requireNonNull(this.gates.get(key)).free.release();
		evictIfUnused(key);
	}

	private void evictIfUnused(K key) {
		this.gates.computeIfPresent(key, (_, gate) -> gate.removeUser() ? null : gate);
	}

	/** How many keys it knows of. */
	int countKeys() {
		return this.gates.size();
	}

	private static final class Gate {

		private final Semaphore free;

		// counted here, because a look at the semaphore's queue lets a burst through
		private final AtomicInteger waiting = new AtomicInteger();

		// changed under the map's lock only
		private int users;

		Gate(int most) {
			this.free = new Semaphore(most, true);
		}

		Gate addUser() {
			this.users++;
			return this;
		}

		/** Whether nobody is left. */
		boolean removeUser() {
			this.users--;
			return this.users == 0;
		}

		boolean tryAcquire(Duration patience, int mostWaiting) {
			if (this.free.tryAcquire()) {
				return true;
			}
			try {
				return this.waiting.incrementAndGet() <= mostWaiting && awaitPermit(patience);
			}
			finally {
				this.waiting.decrementAndGet();
			}
		}

		private boolean awaitPermit(Duration patience) {
			try {
				return this.free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException _) {
				Thread.currentThread().interrupt();
				return false;
			}
		}

	}

}
