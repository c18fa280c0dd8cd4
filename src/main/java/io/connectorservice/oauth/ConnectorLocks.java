package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Lets the callers of one process work on a connector's tokens one after the other.
 */
@Component
final class ConnectorLocks {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	// a lock lives while somebody holds or awaits it
	private final Cache<UUID, ReentrantLock> locks = Caffeine.newBuilder().weakValues().build();

	/**
	 * Works in turn.
	 * @param meanwhile what serves while another works
	 */
	<T> T runExclusively(UUID connector, Duration patience, Supplier<Optional<T>> meanwhile, Supplier<T> work) {
		ReentrantLock lock = this.locks.get(connector, (_) -> new ReentrantLock());
		if (!lock.tryLock()) {
			Optional<T> serves = meanwhile.get();
			if (serves.isPresent()) {
				return serves.get();
			}
			acquire(lock, patience);
		}
		try {
			return work.get();
		}
		finally {
			lock.unlock();
		}
	}

	private static void acquire(ReentrantLock lock, Duration patience) {
		try {
			if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
				throw refreshTimeoutException();
			}
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw refreshTimeoutException();
		}
	}

	static void sleepBriefly() {
		try {
			Thread.sleep(ThreadLocalRandom.current().nextLong(30, 120));
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw refreshTimeoutException();
		}
	}

	static ProblemException refreshTimeoutException() {
		return ProblemException
			.of(ProblemCode.UPSTREAM_TIMEOUT, "The connector's token is being renewed and that takes too long.")
			.withRetryAfter(RETRY_AFTER);
	}

}
