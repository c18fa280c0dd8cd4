package io.connectorservice.outbound.url;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.outbound.masking.Masking;
import org.jspecify.annotations.Nullable;

/**
 * An absolute http or https URL whose text is sent byte for byte.
 */
public final class TargetUrl {

	private static final Pattern SHAPE = Pattern.compile("(https?)://([^/?#]*)([^?#]*)(?:\\?(.*))?",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*)(?::([0-9]*))?");

	private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

	private static final Pattern ABSOLUTE = Pattern.compile("\\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\\\]");

	private static final int NO_PLACEHOLDER = -1;

	private final boolean https;

	private final UrlHost host;

	private final int port;

	private final String path;

	private final @Nullable String query;

	// Index of the placeholder for the API key in the base URL's path, or -1. Paths below
	// the base URL keep it and cannot add another.
	private final int credentialPlace;

	// Computed once, because each call reads it many times.
	private final String origin;

	private final String text;

	private TargetUrl(boolean https, UrlHost host, int port, String path, @Nullable String query, int credentialPlace) {
		this.credentialPlace = credentialPlace;
		this.https = https;
		this.host = host;
		this.port = port;
		this.path = path;
		this.query = query;
		this.origin = buildOrigin(https, host, port);
		this.text = this.origin + path + ((query != null) ? "?" + query : "");
		if (this.text.length() > RawUrlPart.MAX_LENGTH) {
			throw new InvalidTargetException("too_long", "The address is too long.");
		}
	}

	private static String buildOrigin(boolean https, UrlHost host, int port) {
		String start = (https ? "https://" : "http://") + host.text();
		return (port == (https ? 443 : 80)) ? start : start + ":" + port;
	}

	/**
	 * Parses a base URL, which has no user info, query or fragment.
	 * @throws InvalidTargetException if the text is not such a URL
	 */
	public static TargetUrl parseBaseUrl(String text) {
		if (text.indexOf('?') >= 0) {
			throw new InvalidTargetException("query", "Write the base URL without a query.");
		}
		TargetUrl base = of(text);
		return new TargetUrl(base.https, base.host, base.port, base.path, base.query, base.path.indexOf(Masking.MASK));
	}

	/**
	 * Parses an absolute URL that may have a query.
	 * @throws InvalidTargetException if the text is not such a URL or has a fragment
	 */
	public static TargetUrl of(String text) {
		Matcher shape = SHAPE.matcher(text);
		if (text.indexOf('#') >= 0) {
			throw new InvalidTargetException("fragment", "Write the URL without a fragment.");
		}
		if (!shape.matches()) {
			throw new InvalidTargetException("scheme", "Write a URL that starts with https:// and a host.");
		}
		boolean https = shape.group(1).equalsIgnoreCase("https");
		Matcher authority = matchAuthority(shape.group(2));
		UrlHost host = UrlHost.of(authority.group(1));
		String path = new RawUrlPart(shape.group(3).isEmpty() ? "/" : shape.group(3)).checkPath();
		return new TargetUrl(https, host, parsePort(authority.group(2), https), path, checkQuery(shape.group(4)),
				NO_PLACEHOLDER);
	}

	private static Matcher matchAuthority(String text) {
		if (text.indexOf('@') >= 0) {
			throw new InvalidTargetException("userinfo", "Write the URL without a user name or password.");
		}
		if (text.indexOf('\\') >= 0) {
			throw new InvalidTargetException("backslash", "Write the URL without backslashes.");
		}
		Matcher authority = AUTHORITY.matcher(text);
		if (!authority.matches()) {
			throw new InvalidTargetException("host", "The host must be a plain host name or an IP address.");
		}
		return authority;
	}

	private static int parsePort(@Nullable String text, boolean https) {
		if (text == null) {
			return https ? 443 : 80;
		}
		if (!PORT.matcher(text).matches() || Integer.parseInt(text) > 65535) {
			throw new InvalidTargetException("port", "The port must be a number from 1 to 65535.");
		}
		return Integer.parseInt(text);
	}

	private static @Nullable String checkQuery(@Nullable String query) {
		return (query == null || query.isEmpty()) ? null : new RawUrlPart(query).checkQuery();
	}

	/**
	 * Resolves a path below this URL, optionally with a query; the result has the same
	 * origin and this path as its prefix.
	 * @param resourcePath path with or without a leading slash; empty or {@code /} means
	 * this URL itself
	 * @throws InvalidTargetException with a named reason if the path is invalid
	 */
	public TargetUrl resolve(String resourcePath) {
		if (ABSOLUTE.matcher(resourcePath).lookingAt()) {
			throw new InvalidTargetException("absolute_url",
					"Write a path relative to the base URL, not an absolute URL.");
		}
		int mark = resourcePath.indexOf('?');
		String below = new RawUrlPart((mark < 0) ? resourcePath : resourcePath.substring(0, mark)).checkPath();
		String query = checkQuery((mark < 0) ? null : resourcePath.substring(mark + 1));
		return new TargetUrl(this.https, this.host, this.port, joinPath(below), joinQueries(this.query, query),
				this.credentialPlace);
	}

	/**
	 * Like {@link #resolve}, for a path without query that is percent-encoded already.
	 * @throws InvalidTargetException with a named reason if the path is invalid
	 */
	public TargetUrl resolveEncoded(String path) {
		String below = new RawUrlPart(path).encodePath();
		return new TargetUrl(this.https, this.host, this.port, joinPath(below), this.query, this.credentialPlace);
	}

	private String joinPath(String below) {
		if (below.isEmpty() || below.equals("/")) {
			return this.path;
		}
		String prefix = this.path.endsWith("/") ? this.path.substring(0, this.path.length() - 1) : this.path;
		return prefix + (below.startsWith("/") ? below : "/" + below);
	}

	private static @Nullable String joinQueries(@Nullable String first, @Nullable String second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return first + "&" + second;
	}

	/** Whether the base URL's path has a placeholder for the API key. */
	public boolean hasCredentialPlace() {
		return this.credentialPlace >= 0;
	}

	/**
	 * Returns a copy with the credential in place of the path's placeholder.
	 * @throws InvalidTargetException if there is no placeholder, or the value would
	 * change the meaning of the path
	 */
	public TargetUrl withPathCredential(String value) {
		if (!hasCredentialPlace()) {
			throw new InvalidTargetException("credential_place",
					"The base URL's path does not contain the placeholder {api_key} for the key.");
		}
		String filled = this.path.substring(0, this.credentialPlace) + PercentEncoding.encodeComponent(value)
				+ this.path.substring(this.credentialPlace + Masking.MASK.length());
		return new TargetUrl(this.https, this.host, this.port, new RawUrlPart(filled).checkPath(), this.query,
				NO_PLACEHOLDER);
	}

	/** Returns a copy with this query parameter appended. */
	public TargetUrl withQuery(String name, String value) {
		String pair = PercentEncoding.encodeComponent(name) + "=" + PercentEncoding.encodeComponent(value);
		return new TargetUrl(this.https, this.host, this.port, this.path, joinQueries(this.query, pair),
				this.credentialPlace);
	}

	/**
	 * Returns a copy without any query parameter that a server could take for this name:
	 * in any case, encoded any number of times, after {@code &} or {@code ;}.
	 */
	public TargetUrl withoutQuery(String name) {
		if (this.query == null) {
			return this;
		}
		List<String> kept = new ArrayList<>();
		for (String pair : this.query.split("&", -1)) {
			if (QueryNames.parsePiece(pair).noneMatch(name)) {
				kept.add(pair);
			}
		}
		String query = kept.isEmpty() ? null : String.join("&", kept);
		return new TargetUrl(this.https, this.host, this.port, this.path, query, this.credentialPlace);
	}

	/** Whether scheme, host and port are the same. */
	public boolean hasSameOrigin(TargetUrl other) {
		return origin().equals(other.origin());
	}

	/**
	 * Resolves a reference from a response to this URL, such as a Location or a link;
	 * unencoded characters are percent-encoded. Returns empty if the reference is blank
	 * or not a valid http or https URL.
	 */
	public Optional<TargetUrl> resolveReference(String location) {
		if (location.isBlank() || location.length() > RawUrlPart.MAX_LENGTH) {
			return Optional.empty();
		}
		try {
			UrlReference target = UrlReference.of(text()).resolve(UrlReference.of(location.strip()));
			return Optional.of(of(target.withoutFragment().renderText()));
		}
		catch (InvalidTargetException _) {
			return Optional.empty();
		}
	}

	/** The URL as it is sent. */
	public String text() {
		return this.text;
	}

	/** Scheme, host and, unless it is the scheme's default, port. */
	public String origin() {
		return this.origin;
	}

	/** In lower case; an IPv6 address is in brackets. */
	public String host() {
		return this.host.text();
	}

	public UrlHost urlHost() {
		return this.host;
	}

	public int port() {
		return this.port;
	}

	public boolean isHttps() {
		return this.https;
	}

	/** Encoded as it is sent, never empty, without the query. */
	public String path() {
		return this.path;
	}

	/** Encoded as it is sent, without the question mark. */
	public Optional<String> query() {
		return Optional.ofNullable(this.query);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof TargetUrl that && text().equals(that.text());
	}

	@Override
	public int hashCode() {
		return text().hashCode();
	}

	// The query is left out because it may contain a credential.
	@Override
	public String toString() {
		return origin() + this.path;
	}

}
