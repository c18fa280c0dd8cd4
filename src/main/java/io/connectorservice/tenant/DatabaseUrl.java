package io.connectorservice.tenant;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import io.connectorservice.problem.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * A database address as Supabase prints it,
 * {@code postgresql://user:password@host:port/database?parameters}, read into what JDBC
 * takes.
 */
final class DatabaseUrl implements JdbcConnectionDetails {

	private static final int HIGHEST_PORT = 65535;

	private final String variable;

	private final URI uri;

	private DatabaseUrl(String variable, URI uri) {
		this.variable = variable;
		this.uri = uri;
	}

	/**
	 * Reads the address.
	 * @param variable the setting it comes from, for the sentence that says what is wrong
	 */
	static DatabaseUrl parse(String variable, String text) {
		try {
			return new DatabaseUrl(variable, new URI(text)).checked();
		}
		catch (URISyntaxException _) {
			// the message would show the password
			throw wrong(variable);
		}
	}

	private DatabaseUrl checked() {
		boolean scheme = "postgresql".equals(this.uri.getScheme()) || "postgres".equals(this.uri.getScheme());
		boolean named = this.uri.getHost() != null && this.uri.getRawUserInfo() != null && !userInfo()[0].isEmpty();
		if (!scheme || !named || this.uri.getPort() > HIGHEST_PORT || this.uri.getPath().length() < 2) {
			throw wrong(this.variable);
		}
		return this;
	}

	private static InvalidSettingException wrong(String variable) {
		return new InvalidSettingException(variable + " must look like postgresql://user:password@host:5432/database"
				+ " (special characters in the password percent-encoded)");
	}

	@Override
	public String getUsername() {
		return decoded(userInfo()[0]);
	}

	@Override
	public @Nullable String getPassword() {
		String[] userInfo = userInfo();
		return (userInfo.length > 1) ? decoded(userInfo[1]) : null;
	}

	@Override
	public String getJdbcUrl() {
		int port = (this.uri.getPort() < 0) ? 5432 : this.uri.getPort();
		String query = (this.uri.getRawQuery() != null) ? "?" + this.uri.getRawQuery() : "";
		return "jdbc:postgresql://" + this.uri.getHost() + ":" + port + this.uri.getRawPath() + query;
	}

	/** The same with parameters that hold unless the address says otherwise. */
	String getJdbcUrl(String defaults) {
		String query = this.uri.getRawQuery();
		// of two the driver takes the last
		return (query == null) ? getJdbcUrl() + "?" + defaults
				: getJdbcUrl().replace("?" + query, "?" + defaults + "&" + query);
	}

	private String[] userInfo() {
		return this.uri.getRawUserInfo().split(":", 2);
	}

	// a plus is a plus here: this is no form
	private static String decoded(String text) {
		return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.variable;
	}

}
