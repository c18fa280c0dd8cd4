package io.connectorservice.invalidation;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A database connection that receives change notifications.
 */
final class Notifications implements AutoCloseable {

	private final Connection connection;

	private Notifications(Connection connection) {
		this.connection = connection;
	}

	static Notifications listenOn(Connection connection) throws SQLException {
		Notifications notifications = new Notifications(connection);
		try {
			notifications.execute("listen " + ChangePublisher.CHANNEL);
			return notifications;
		}
		catch (SQLException failure) {
			notifications.close();
			throw failure;
		}
	}

	/** Returns the notifications that have arrived or arrive within the time. */
	List<String> awaitTexts(Duration time) throws SQLException {
		PGNotification[] arrived = this.connection.unwrap(PGConnection.class)
			.getNotifications((int) Math.max(1, time.toMillis()));
		return (arrived == null) ? List.of() : Arrays.stream(arrived).map(PGNotification::getParameter).toList();
	}

	/** Fails if the connection is dead; limited by the connection's socket timeout. */
	void requireAlive() throws SQLException {
		execute("select 1");
	}

	private void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
