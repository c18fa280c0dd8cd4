package io.connectorservice.local.postgres;

import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * The service's login to the embedded database, with a role that owns nothing.
 */
record LocalConnection(String jdbcUrl, String username, String password) implements JdbcConnectionDetails {

	@Override
	public String getUsername() {
		return this.username;
	}

	@Override
	public String getPassword() {
		return this.password;
	}

	@Override
	public String getJdbcUrl() {
		return this.jdbcUrl;
	}

	@Override
	public String toString() {
		return "LocalConnection[" + this.jdbcUrl + "]";
	}

	/** The migrations' login, as the owner. */
	record Owner(String jdbcUrl, String username, String password) implements FlywayConnectionDetails {

		@Override
		public String getUsername() {
			return this.username;
		}

		@Override
		public String getPassword() {
			return this.password;
		}

		@Override
		public String getJdbcUrl() {
			return this.jdbcUrl;
		}

		@Override
		public String toString() {
			return "Owner[" + this.jdbcUrl + "]";
		}

	}

}
