package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorRef;

import org.springframework.stereotype.Component;

/**
 * A lock per connector: within one process only one thread at a time works on a
 * connector's tokens.
 */
@Component
final class ConnectorLocks {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	// weak values: a lock is dropped when no thread holds it or waits for it
	private final Cache<ConnectorRef, ReentrantLock> locks = Caffeine.newBuilder().weakValues().build();

	/**
	 * Runs {@code work} while holding the connector's lock.
	 * @param timeout the longest wait for the lock
	 * @param meanwhile a result that makes waiting unnecessary when another thread holds
	 * the lock
	 * @throws ProblemException UPSTREAM_TIMEOUT if the lock is not free in time
	 */
	<T> T runExclusively(ConnectorRef connector, Duration timeout, Supplier<Optional<T>> meanwhile, Supplier<T> work) {
		ReentrantLock lock = this.locks.get(connector, (_) -> new ReentrantLock());
		if (!lock.tryLock()) {
			Optional<T> fallback = meanwhile.get();
			if (fallback.isPresent()) {
				return fallback.get();
			}
			acquire(lock, timeout);
		}
		try {
			return work.get();
		}
		finally {
			lock.unlock();
		}
	}

	private static void acquire(ReentrantLock lock, Duration timeout) {
		try {
			if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
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
