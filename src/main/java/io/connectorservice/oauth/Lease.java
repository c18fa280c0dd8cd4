package io.connectorservice.oauth;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.problem.ProblemException;

/**
 * The exclusive right to request a connector's tokens. It is extended for as long as the
 * work goes on: if the process dies, it expires soon; while a response may still arrive,
 * it never expires.
 */
final class Lease implements AutoCloseable {

	private static final int EXTENSIONS = 4;

	private static final Duration RETRY_PAUSE = Duration.ofMillis(250);

	private final TokenStateRepository states;

	private final TokenContext connection;

	private final UUID owner;

	private final Duration length;

	private volatile long heldUntil;

	private final CountDownLatch closed = new CountDownLatch(1);

	/**
	 * Creates a lease that has just been acquired.
	 * @param length how long the lease lasts without an extension
	 * @param takenAt the {@link System#nanoTime} just before it was acquired
	 */
	Lease(TokenStateRepository states, TokenContext connection, UUID owner, Duration length, long takenAt) {
		this.heldUntil = takenAt + length.toNanos();
		this.states = states;
		this.connection = connection;
		this.owner = owner;
		this.length = length;
	}

	/** Extends the lease until it is closed or lost to another owner. */
	void keepExtending() {
		Duration pause = this.length.dividedBy(EXTENSIONS);
		while (!isClosedAfter(pause)) {
			try {
				if (!extend()) {
					return;
				}
				pause = this.length.dividedBy(EXTENSIONS);
			}
			catch (ProblemException _) {
				// while the database is down, nobody else can acquire the lease either
				pause = RETRY_PAUSE;
			}
		}
	}

	// a latch ends the loop: an interrupt would break a database connection in use
	private boolean isClosedAfter(Duration pause) {
		try {
			return this.closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	private boolean extend() {
		long extendedAt = System.nanoTime();
		boolean extended = this.states.extendLease(this.connection.connector(), this.owner, this.length);
		this.heldUntil = extended ? extendedAt + this.length.toNanos() : extendedAt;
		return extended;
	}

	/**
	 * Whether nobody else can have acquired the lease yet, even if this process was
	 * paused for a while.
	 */
	boolean isHeld() {
		return System.nanoTime() - this.heldUntil < 0;
	}

	/** Releases the lease. */
	@Override
	public void close() {
		this.closed.countDown();
		this.states.releaseLease(this.connection.connector(), this.owner);
	}

}
