package io.connectorservice.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.connectorservice.database.DatabaseState.Condition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Checks the database continuously over its own connection, and evicts the pool's
 * connections when the database becomes unreachable, read-only or available again.
 */
final class DatabaseWatch implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);

	// Checks for a standby, and for sessions that are read-only by default, because
	// tenants' transactions would be read-only too.
	private static final String CHECK_QUERY = "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean";

	private final DirectConnections connections;

	private final HikariDataSource pool;

	private final DatabaseState state;

	private final DatabaseSettings settings;

	private @Nullable Connection connection;

	private volatile boolean running;

	private @Nullable Thread thread;

	DatabaseWatch(DirectConnections connections, HikariDataSource pool, DatabaseState state,
			DatabaseSettings settings) {
		this.connections = connections;
		this.pool = pool;
		this.state = state;
		this.settings = settings;
	}

	@Override
	public void start() {
		this.running = true;
		this.thread = Thread.ofVirtual().name("database-watch").start(this::watchUntilStopped);
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// Stops in the web server's phase, because requests that are completed during
	// shutdown still need the state.
	@Override
	public int getPhase() {
		return 0;
	}

	private void watchUntilStopped() {
		try {
			while (isRunning()) {
				Condition condition = checkCondition();
				if (isRunning()) {
					recordCondition(condition);
					Thread.sleep(choosePause(condition));
				}
			}
		}
		catch (InterruptedException _) {
			// stop() interrupts the thread, which ends the loop.
		}
		finally {
			closeConnection();
		}
	}

	private Duration choosePause(Condition condition) {
		return (condition == Condition.WRITABLE) ? this.settings.watchInterval()
				: this.settings.watchInterval().dividedBy(2);
	}

	// A failure on an existing connection may concern that connection only, so a new one
	// is tried as well.
	private Condition checkCondition() {
		boolean fresh = this.connection == null;
		Condition condition = checkOnce();
		return (condition == Condition.WRITABLE || fresh) ? condition : checkOnce();
	}

	private Condition checkOnce() {
		try {
			Condition condition = queryCondition(openConnection());
			if (condition == Condition.READ_ONLY) {
				// The next connection may lead to another server, the new primary.
				closeConnection();
			}
			return condition;
		}
		catch (SQLException failure) {
			log.debug("The database does not respond: {}", failure.getSQLState());
			closeConnection();
			return Condition.DOWN;
		}
	}

	private Connection openConnection() throws SQLException {
		Connection open = this.connection;
		if (open == null) {
			open = this.connections.open("watch", this.settings.watchTimeout());
			this.connection = open;
		}
		return open;
	}

	private static Condition queryCondition(Connection open) throws SQLException {
		try (Statement statement = open.createStatement(); ResultSet result = statement.executeQuery(CHECK_QUERY)) {
			result.next();
			return result.getBoolean(1) ? Condition.READ_ONLY : Condition.WRITABLE;
		}
	}

	private void closeConnection() {
		try (Connection closing = this.connection) {
			this.connection = null;
		}
		catch (SQLException _) {
			// The connection is gone in either case.
		}
	}

	private void recordCondition(Condition condition) {
		Condition before = this.state.condition();
		this.state.recordCondition(condition);
		if (condition == before) {
			return;
		}
		switch (condition) {
			case WRITABLE -> log.info("The database is available again");
			case READ_ONLY -> log.warn("The database is read-only");
			case DOWN -> log.warn("The database does not respond");
		}
		// The pool's connections lead to the server as it was before the change.
		dropPooled(this.pool);
	}

	static void dropPooled(HikariDataSource pool) {
		HikariPoolMXBean connections = pool.getHikariPoolMXBean();
		if (connections != null) {
			connections.softEvictConnections();
		}
	}

}
