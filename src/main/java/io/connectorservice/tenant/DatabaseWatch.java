package io.connectorservice.tenant;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.connectorservice.tenant.DatabaseState.Condition;
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
		this.thread = Thread.ofVirtual().name("database-watch").start(this::watch);
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

	private void watch() {
		try {
			while (isRunning()) {
				Condition condition = look();
				if (isRunning()) {
					note(condition);
					Thread.sleep(pause(condition));
				}
			}
		}
		catch (InterruptedException _) {
			// that is how it ends
		}
		finally {
			close();
		}
	}

	private Duration pause(Condition condition) {
		return (condition == Condition.WRITABLE) ? this.settings.watchInterval()
				: this.settings.watchInterval().dividedBy(2);
	}

	// a connection that failed says less than a new one that fails as well
	private Condition look() {
		boolean fresh = this.connection == null;
		Condition condition = lookOnce();
		return (condition == Condition.WRITABLE || fresh) ? condition : lookOnce();
	}

	private Condition lookOnce() {
		try {
			Condition condition = ask(open());
			if (condition == Condition.READ_ONLY) {
				// the next one may lead to another server
				close();
			}
			return condition;
		}
		catch (SQLException failure) {
			log.debug("The database does not answer: {}", failure.getSQLState());
			close();
			return Condition.DOWN;
		}
	}

	private Connection open() throws SQLException {
		Connection open = this.connection;
		if (open == null) {
			open = this.connections.open("watch", this.settings.watchPatience());
			this.connection = open;
		}
		return open;
	}

	private static Condition ask(Connection open) throws SQLException {
		try (Statement statement = open.createStatement(); ResultSet answer = statement.executeQuery(LOOK)) {
			answer.next();
			return answer.getBoolean(1) ? Condition.READ_ONLY : Condition.WRITABLE;
		}
	}

	private void close() {
		try (Connection closing = this.connection) {
			this.connection = null;
		}
		catch (SQLException _) {
			// it is gone either way
		}
	}

	private void note(Condition condition) {
		Condition before = this.state.condition();
		this.state.seen(condition);
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
