package io.connectorservice.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections outside the pool, for code that must reach the database when the pool
 * is exhausted or that keeps a connection permanently.
 */
public final class DirectConnections {

	private final HikariDataSource pool;

	private final @Nullable DatabaseUrl listenUrl;

	DirectConnections(HikariDataSource pool, @Nullable DatabaseUrl listenUrl) {
		this.pool = pool;
		this.listenUrl = listenUrl;
	}

	/**
	 * Opens a connection that can receive notifications, with the service's own login.
	 * @param timeout timeout of each response
	 */
	public Connection openListening(Duration timeout) throws SQLException {
		DatabaseUrl url = this.listenUrl;
		return (url == null) ? open("changes", timeout)
				: open(url.getJdbcUrl(), url.getUsername(), url.getPassword(), "changes", timeout);
	}

	/** Opens a connection to the same server as the pool's. */
	Connection open(String purpose, Duration timeout) throws SQLException {
		return open(this.pool.getJdbcUrl(), this.pool.getUsername(), this.pool.getPassword(), purpose, timeout);
	}

	private Connection open(String url, @Nullable String username, @Nullable String password, String purpose,
			Duration timeout) throws SQLException {
		long seconds = Math.max(1, timeout.toSeconds());
		Properties properties = new Properties();
		properties.putAll(this.pool.getDataSourceProperties());
		properties.setProperty("user", (username != null) ? username : "");
		properties.setProperty("password", (password != null) ? password : "");
		properties.setProperty("connectTimeout", String.valueOf(seconds));
		properties.setProperty("socketTimeout", String.valueOf(seconds));
		properties.setProperty("tcpKeepAlive", "true");
		properties.setProperty("ApplicationName", "connector-service " + purpose);
		return DriverManager.getConnection(url, properties);
	}

}
