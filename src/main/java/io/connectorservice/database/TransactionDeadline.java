package io.connectorservice.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a transaction that takes too long by cutting its connection, for that is what
 * helps against every other end: gone without a word, slow, or dripping.
 */
final class TransactionDeadline {

	private static final Logger log = LoggerFactory.getLogger(TransactionDeadline.class);

	// the wait for a connection has a bound of its own
	private static final Duration LEAST = Duration.ofMillis(250);

	private static final ScheduledThreadPoolExecutor TIMER = createTimer();

	private final long begunAt = System.nanoTime();

	private final Duration patience;

	private @Nullable Connection connection;

	private @Nullable Future<?> end;

	TransactionDeadline(Duration patience) {
		this.patience = patience;
	}

	private static ScheduledThreadPoolExecutor createTimer() {
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
				Thread.ofPlatform().daemon().name("database-deadlines").factory());
		timer.setRemoveOnCancelPolicy(true);
		return timer;
	}

	/** The transaction has got a connection. */
	synchronized void startTimer(Connection begun) {
		Duration waited = Duration.ofNanos(System.nanoTime() - this.begunAt);
		Duration left = this.patience.minus(waited);
		this.connection = begun;
		this.end = TIMER.schedule(this::abortConnection, Math.max(left.toNanos(), LEAST.toNanos()),
				TimeUnit.NANOSECONDS);
	}

	/** The transaction is about to give its connection back. */
	synchronized void cancelTimer() {
		this.connection = null;
		if (this.end != null) {
			this.end.cancel(false);
		}
	}

	private synchronized void abortConnection() {
		Connection late = this.connection;
		if (late == null) {
			return;
		}
		log.warn("A transaction took longer than {} ms; its connection is cut", this.patience.toMillis());
		try {
			late.abort(Runnable::run);
		}
		catch (SQLException failure) {
			log.debug("A connection was gone before it could be cut", failure);
		}
	}

}
