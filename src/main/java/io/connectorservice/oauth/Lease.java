package io.connectorservice.oauth;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.problem.ProblemException;

/**
 * The right of one piece of work to be the only one that asks for a connector's tokens.
 * It is extended for as long as the work goes on, so that it ends soon when its process
 * dies and never while an answer may still come.
 */
final class Lease implements AutoCloseable {

	private static final int EXTENSIONS = 4;

	private static final Duration SOON = Duration.ofMillis(250);

	private final TokenStateRepository states;

	private final TokenContext connection;

	private final UUID owner;

	private final Duration length;

	private volatile long heldUntil;

	private final CountDownLatch closed = new CountDownLatch(1);

	/**
	 * A lease that was taken.
	 * @param takenAt when it was asked for, in the time of {@link System#nanoTime}
	 */
	Lease(TokenStateRepository states, TokenContext connection, UUID owner, Duration length, long takenAt) {
		this.heldUntil = takenAt + length.toNanos();
		this.states = states;
		this.connection = connection;
		this.owner = owner;
		this.length = length;
	}

	/** Extends the lease until it is closed, or lost. */
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
				// without the database nobody else can take it either
				pause = SOON;
			}
		}
	}

	// not by interruption, which would break a database connection in use
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
		boolean extended = this.states.extendLease(this.connection.tenant(), this.connection.connectorId(), this.owner,
				this.length);
		this.heldUntil = extended ? extendedAt + this.length.toNanos() : extendedAt;
		return extended;
	}

	/** Whether nobody else can have it yet, also if we stood still for a while. */
	boolean isHeld() {
		return System.nanoTime() - this.heldUntil < 0;
	}

	/** Gives the lease back. */
	@Override
	public void close() {
		this.closed.countDown();
		this.states.releaseLease(this.connection.tenant(), this.connection.connectorId(), this.owner);
	}

}
