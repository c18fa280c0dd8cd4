package io.connectorservice.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An absolute http or https URL whose text is, byte for byte, what goes out.
 */
public final class TargetUrl {

	private static final Pattern SHAPE = Pattern.compile("(https?)://([^/?#]*)([^?#]*)(?:\\?(.*))?",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*)(?::([0-9]*))?");

	private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

	private static final Pattern ABSOLUTE = Pattern.compile("\\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\\\]");

	private static final int NO_PLACE = -1;

	private final boolean https;

	private final UrlHost host;

	private final int port;

	private final String path;

	private final @Nullable String query;

	// where a base URL's path keeps a place for the key; -1 where it has none. Paths
	// below it keep that place and can name no other
	private final int credentialPlace;

	// asked for many times a call
	private final String origin;

	private final String text;

	private TargetUrl(boolean https, UrlHost host, int port, String path, @Nullable String query, int credentialPlace) {
		this.credentialPlace = credentialPlace;
		this.https = https;
		this.host = host;
		this.port = port;
		this.path = path;
		this.query = query;
		this.origin = origin(https, host, port);
		this.text = this.origin + path + ((query != null) ? "?" + query : "");
		if (this.text.length() > UrlRules.MAX_LENGTH) {
			throw new InvalidTarget("too_long", "The address is too long.");
		}
	}

	private static String origin(boolean https, UrlHost host, int port) {
		String start = (https ? "https://" : "http://") + host.text();
		return (port == (https ? 443 : 80)) ? start : start + ":" + port;
	}

	/**
	 * A base URL: without userinfo, query and fragment.
	 * @throws InvalidTarget where it is anything else
	 */
	public static TargetUrl base(String text) {
		if (text.indexOf('?') >= 0) {
			throw new InvalidTarget("query", "Write the base URL without a query.");
		}
		TargetUrl base = of(text);
		return new TargetUrl(base.https, base.host, base.port, base.path, base.query, base.path.indexOf(Masking.MASK));
	}

	/**
	 * An absolute URL that may carry a query.
	 * @throws InvalidTarget where it carries userinfo or a fragment, or is no such URL
	 */
	public static TargetUrl of(String text) {
		Matcher shape = SHAPE.matcher(text);
		if (text.indexOf('#') >= 0) {
			throw new InvalidTarget("fragment", "Write the URL without a fragment.");
		}
		if (!shape.matches()) {
			throw new InvalidTarget("scheme", "Write a URL that starts with https:// and a host.");
		}
		boolean https = shape.group(1).equalsIgnoreCase("https");
		Matcher authority = authority(shape.group(2));
		UrlHost host = UrlHost.of(authority.group(1));
		String path = UrlRules.path(shape.group(3).isEmpty() ? "/" : shape.group(3));
		return new TargetUrl(https, host, port(authority.group(2), https), path, judgedQuery(shape.group(4)), NO_PLACE);
	}

	private static Matcher authority(String text) {
		if (text.indexOf('@') >= 0) {
			throw new InvalidTarget("userinfo", "Write the URL without a user name or password.");
		}
		if (text.indexOf('\\') >= 0) {
			throw new InvalidTarget("backslash", "Write the URL without backslashes.");
		}
		Matcher authority = AUTHORITY.matcher(text);
		if (!authority.matches()) {
			throw new InvalidTarget("host", "The host must be a plain host name or an IP address.");
		}
		return authority;
	}

	private static int port(@Nullable String text, boolean https) {
		if (text == null) {
			return https ? 443 : 80;
		}
		if (!PORT.matcher(text).matches() || Integer.parseInt(text) > 65535) {
			throw new InvalidTarget("port", "The port must be a number from 1 to 65535.");
		}
		return Integer.parseInt(text);
	}

	private static @Nullable String judgedQuery(@Nullable String query) {
		return (query == null || query.isEmpty()) ? null : UrlRules.query(query);
	}

	/**
	 * The resource at a path below this one, which may carry a query; it can leave
	 * neither this origin nor this path.
	 * @param resourcePath with or without a leading slash; empty or {@code /} for this
	 * URL itself
	 * @throws InvalidTarget with a named reason where it is no plain path
	 */
	public TargetUrl resolve(String resourcePath) {
		if (ABSOLUTE.matcher(resourcePath).lookingAt()) {
			throw new InvalidTarget("absolute_url", "Write a path below the base URL, not a URL of its own.");
		}
		int mark = resourcePath.indexOf('?');
		String below = UrlRules.path((mark < 0) ? resourcePath : resourcePath.substring(0, mark));
		String query = judgedQuery((mark < 0) ? null : resourcePath.substring(mark + 1));
		return new TargetUrl(this.https, this.host, this.port, joined(below), joinedQuery(this.query, query),
				this.credentialPlace);
	}

	/**
	 * As {@link #resolve} for a path whose parameters are percent-encoded already, and
	 * which carries no query.
	 * @throws InvalidTarget with a named reason where it is no plain path
	 */
	public TargetUrl resolveEncoded(String path) {
		String below = UrlRules.encodePath(path);
		return new TargetUrl(this.https, this.host, this.port, joined(below), this.query, this.credentialPlace);
	}

	private String joined(String below) {
		if (below.isEmpty() || below.equals("/")) {
			return this.path;
		}
		String prefix = this.path.endsWith("/") ? this.path.substring(0, this.path.length() - 1) : this.path;
		return prefix + (below.startsWith("/") ? below : "/" + below);
	}

	private static @Nullable String joinedQuery(@Nullable String first, @Nullable String second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return first + "&" + second;
	}

	/** Whether the base URL's path keeps a place for the key. */
	public boolean hasCredentialPlace() {
		return this.credentialPlace >= 0;
	}

	/**
	 * The same with a credential in the place that the base URL's path keeps for it.
	 * @throws InvalidTarget where there is none, or the path would mean something else
	 */
	TargetUrl withPathCredential(String value) {
		if (!hasCredentialPlace()) {
			throw new InvalidTarget("credential_place", "The base URL's path has no place for the key: {api_key}.");
		}
		String filled = this.path.substring(0, this.credentialPlace) + UrlText.component(value)
				+ this.path.substring(this.credentialPlace + Masking.MASK.length());
		return new TargetUrl(this.https, this.host, this.port, UrlRules.path(filled), this.query, NO_PLACE);
	}

	/** The same with one more query parameter at the end. */
	public TargetUrl withQuery(String name, String value) {
		String pair = UrlText.component(name) + "=" + UrlText.component(value);
		return new TargetUrl(this.https, this.host, this.port, this.path, joinedQuery(this.query, pair),
				this.credentialPlace);
	}

	/**
	 * The same without any query parameter that some server could take for this name: in
	 * any case, encoded any number of times, after {@code &} or {@code ;}.
	 */
	public TargetUrl withoutQuery(String name) {
		if (this.query == null) {
			return this;
		}
		List<String> kept = new ArrayList<>();
		for (String pair : this.query.split("&", -1)) {
			if (QueryNames.of(pair).noneMatch(name)) {
				kept.add(pair);
			}
		}
		String query = kept.isEmpty() ? null : String.join("&", kept);
		return new TargetUrl(this.https, this.host, this.port, this.path, query, this.credentialPlace);
	}

	/** Whether scheme, host and port are the same. */
	public boolean sameOrigin(TargetUrl other) {
		return origin().equals(other.origin());
	}

	/**
	 * Where a reference that a service gives in an answer to this URL leads, a Location
	 * or a link; raw characters are percent-encoded. Empty where the reference is empty
	 * or is no URL to follow.
	 */
	public Optional<TargetUrl> redirect(String location) {
		if (location.isBlank() || location.length() > UrlRules.MAX_LENGTH) {
			return Optional.empty();
		}
		try {
			UrlReference target = UrlReference.of(text()).resolve(UrlReference.of(location.strip()));
			return Optional.of(of(target.withoutFragment().text()));
		}
		catch (InvalidTarget _) {
			return Optional.empty();
		}
	}

	/** The whole URL as it goes out. */
	public String text() {
		return this.text;
	}

	/** Scheme, host and, unless it is the scheme's own, port. */
	public String origin() {
		return this.origin;
	}

	/** In lower case; an IPv6 address in brackets. */
	public String host() {
		return this.host.text();
	}

	UrlHost urlHost() {
		return this.host;
	}

	public int port() {
		return this.port;
	}

	public boolean https() {
		return this.https;
	}

	/** Encoded as it goes out, never empty, without the query. */
	public String path() {
		return this.path;
	}

	/** Encoded as it goes out, without its question mark. */
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

	// without the query, which may carry a credential
	@Override
	public String toString() {
		return origin() + this.path;
	}

}
