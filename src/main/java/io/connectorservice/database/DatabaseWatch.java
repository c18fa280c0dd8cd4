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
 * Looks at the database all the time over a connection of its own, and has the pool drop
 * its connections when they lead nowhere or to a database that takes no changes.
 */
final class DatabaseWatch implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);

	// with every other session, for the tenant's transactions begin the same way
	private static final String LOOK = "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean";

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

	// with the web server's: callers that are let end still need to know
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
			// that is how it ends
		}
		finally {
			closeConnection();
		}
	}

	private Duration choosePause(Condition condition) {
		return (condition == Condition.WRITABLE) ? this.settings.watchInterval()
				: this.settings.watchInterval().dividedBy(2);
	}

	// a connection that failed says less than a new one that fails as well
	private Condition checkCondition() {
		boolean fresh = this.connection == null;
		Condition condition = checkOnce();
		return (condition == Condition.WRITABLE || fresh) ? condition : checkOnce();
	}

	private Condition checkOnce() {
		try {
			Condition condition = queryCondition(openConnection());
			if (condition == Condition.READ_ONLY) {
				// the next one may lead to another server
				closeConnection();
			}
			return condition;
		}
		catch (SQLException failure) {
			log.debug("The database does not answer: {}", failure.getSQLState());
			closeConnection();
			return Condition.DOWN;
		}
	}

	private Connection openConnection() throws SQLException {
		Connection open = this.connection;
		if (open == null) {
			open = this.connections.open("watch", this.settings.watchPatience());
			this.connection = open;
		}
		return open;
	}

	private static Condition queryCondition(Connection open) throws SQLException {
		try (Statement statement = open.createStatement(); ResultSet answer = statement.executeQuery(LOOK)) {
			answer.next();
			return answer.getBoolean(1) ? Condition.READ_ONLY : Condition.WRITABLE;
		}
	}

	private void closeConnection() {
		try (Connection closing = this.connection) {
			this.connection = null;
		}
		catch (SQLException _) {
			// it is gone either way
		}
	}

	private void recordCondition(Condition condition) {
		Condition before = this.state.condition();
		this.state.recordCondition(condition);
		if (condition == before) {
			return;
		}
		switch (condition) {
			case WRITABLE -> log.info("The database answers again");
			case READ_ONLY -> log.warn("The database takes no changes: it is read-only");
			case DOWN -> log.warn("The database does not answer");
		}
		// whatever the pool holds leads to where the database was
		dropPooled(this.pool);
	}

	static void dropPooled(HikariDataSource pool) {
		HikariPoolMXBean connections = pool.getHikariPoolMXBean();
		if (connections != null) {
			connections.softEvictConnections();
		}
	}

}
