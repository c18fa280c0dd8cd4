package io.connectorservice.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections outside of the pool, for what has to see the database when the pool
 * is worn out, or keeps a connection for good.
 */
public final class DirectConnections {

	private final HikariDataSource pool;

	private final @Nullable DatabaseUrl listening;

	DirectConnections(HikariDataSource pool, @Nullable DatabaseUrl listening) {
		this.pool = pool;
		this.listening = listening;
	}

	/**
	 * A connection to where notifications arrive, in the service's own login.
	 * @param patience for each answer
	 */
	public Connection openListening(Duration patience) throws SQLException {
		DatabaseUrl url = this.listening;
		return (url == null) ? open("changes", patience)
				: open(url.getJdbcUrl(), url.getUsername(), url.getPassword(), "changes", patience);
	}

	/** A connection to where the pool's connections go. */
	Connection open(String purpose, Duration patience) throws SQLException {
		return open(this.pool.getJdbcUrl(), this.pool.getUsername(), this.pool.getPassword(), purpose, patience);
	}

	private Connection open(String url, @Nullable String username, @Nullable String password, String purpose,
			Duration patience) throws SQLException {
		long seconds = Math.max(1, patience.toSeconds());
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
