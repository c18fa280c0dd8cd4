package io.connectorservice.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.settings.InvalidSettingException;
import io.connectorservice.tls.CertificateAuthorities;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * A database URL in the form that Supabase prints, {@code
 * postgresql://user:password@host:port/database?parameters}, or with several hosts as in
 * libpq, {@code host:port,host:port}. It is converted to a JDBC URL.
 */
final class DatabaseUrl implements JdbcConnectionDetails {

	private static final int HIGHEST_PORT = 65535;

	private static final String DEFAULT_PORT = ":5432";

	private static final String PART = "(?:[^:/?#@%\\[\\]\\s]|%[0-9A-Fa-f]{2})";

	private static final String HOST = "(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?";

	private static final Pattern FORM = Pattern
		.compile("postgres(?:ql)?://(?<user>" + PART + "+)(?::(?<password>(?:" + PART + "|:)*))?@(?<hosts>" + HOST
				+ "(?:," + HOST + ")*)/(?<database>" + PART + "+)(?:\\?(?<query>(?:[^#%\\s]|%[0-9A-Fa-f]{2})*))?");

	// The service needs the primary. The timeouts are short, so that a host that is down
	// or hangs leaves time to try the others within the login timeout.
	private static final String OF_SEVERAL = "targetServerType=primary&connectTimeout=1&sslResponseTimeout=1000";

	private final String variable;

	private final MatchResult parts;

	private DatabaseUrl(String variable, MatchResult parts) {
		this.variable = variable;
		this.parts = parts;
	}

	/**
	 * Parses the URL.
	 * @param variable the name of the setting, for error messages
	 */
	static DatabaseUrl parse(String variable, String text) {
		Matcher parts = FORM.matcher(text);
		if (!parts.matches() || !parseHosts(parts).allMatch(DatabaseUrl::hasPort)) {
			// The message must not repeat the URL, because it contains the password.
			throw new InvalidSettingException(variable + " must look like postgresql://user:password@host:5432/database"
					+ " (special characters in the password percent-encoded; several hosts as host:5432,host:5432)");
		}
		DatabaseUrl url = new DatabaseUrl(variable, parts.toMatchResult());
		url.findParameter("sslrootcert")
			.ifPresent((file) -> CertificateAuthorities.readPemFile("sslrootcert in " + variable, file));
		return url;
	}

	private static Stream<String> parseHosts(MatchResult parts) {
		return Arrays.stream(parts.group("hosts").split(","))
			.map((host) -> host.matches(".*:[0-9]+") ? host : host + DEFAULT_PORT);
	}

	private static boolean hasPort(String host) {
		return Integer.parseInt(host.substring(host.lastIndexOf(':') + 1)) <= HIGHEST_PORT;
	}

	private Optional<String> findParameter(String name) {
		return Arrays.stream(readQuery().split("&"))
			.filter((parameter) -> parameter.startsWith(name + "="))
			.map((parameter) -> decode(parameter.substring(name.length() + 1)))
			// If a parameter occurs twice, the driver uses the last one.
			.reduce((_, last) -> last);
	}

	@Override
	public String getUsername() {
		return decode(this.parts.group("user"));
	}

	@Override
	public @Nullable String getPassword() {
		String password = this.parts.group("password");
		return (password != null) ? decode(password) : null;
	}

	@Override
	public String getJdbcUrl() {
		return getJdbcUrl("");
	}

	/** Returns the JDBC URL with default parameters; the URL's own ones override them. */
	String getJdbcUrl(String defaults) {
		String hosts = parseHosts(this.parts).collect(Collectors.joining(","));
		String ofSeveral = hosts.contains(",") ? OF_SEVERAL : "";
		String query = Stream.of(defaults, ofSeveral, readQuery())
			.filter((parameters) -> !parameters.isEmpty())
			.collect(Collectors.joining("&", "?", ""));
		return "jdbc:postgresql://" + hosts + "/" + this.parts.group("database") + ((query.length() > 1) ? query : "");
	}

	private String readQuery() {
		String query = this.parts.group("query");
		return (query != null) ? query : "";
	}

	// A plus sign is literal in a URL, unlike in form
	// data, so it must not be decoded to a space.
	private static String decode(String text) {
		return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.variable;
	}

}
