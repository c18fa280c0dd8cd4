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
 * Aborts the connection of a transaction that takes too long. Aborting works whatever the
 * server does: it may be gone without notice, slow, or sending single bytes.
 */
final class TransactionDeadline {

	private static final Logger log = LoggerFactory.getLogger(TransactionDeadline.class);

	// The wait for a connection is limited by the pool, so the transaction itself gets at
	// least this time.
	private static final Duration MIN_TIMEOUT = Duration.ofMillis(250);

	private static final ScheduledThreadPoolExecutor TIMER = createTimer();

	private final long startedAt = System.nanoTime();

	private final Duration timeout;

	private @Nullable Connection connection;

	private @Nullable Future<?> timeoutTask;

	TransactionDeadline(Duration timeout) {
		this.timeout = timeout;
	}

	private static ScheduledThreadPoolExecutor createTimer() {
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
				Thread.ofPlatform().daemon().name("database-deadlines").factory());
		timer.setRemoveOnCancelPolicy(true);
		return timer;
	}

	/** Starts the timer once the transaction has a connection. */
	synchronized void startTimer(Connection acquired) {
		Duration waited = Duration.ofNanos(System.nanoTime() - this.startedAt);
		Duration remaining = this.timeout.minus(waited);
		this.connection = acquired;
		this.timeoutTask = TIMER.schedule(this::abortConnection, Math.max(remaining.toNanos(), MIN_TIMEOUT.toNanos()),
				TimeUnit.NANOSECONDS);
	}

	/** Stops the timer before the transaction returns its connection. */
	synchronized void cancelTimer() {
		this.connection = null;
		if (this.timeoutTask != null) {
			this.timeoutTask.cancel(false);
		}
	}

	private synchronized void abortConnection() {
		Connection expired = this.connection;
		if (expired == null) {
			return;
		}
		log.warn("A transaction took longer than {} ms; its connection is aborted", this.timeout.toMillis());
		try {
			expired.abort(Runnable::run);
		}
		catch (SQLException failure) {
			log.debug("A connection was closed before it could be aborted", failure);
		}
	}

}
