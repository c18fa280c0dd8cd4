package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A URL that a browser can safely be redirected to: an absolute http or https URL without
 * user info or fragment, and with a host that every parser reads the same.
 */
record WebUrl(URI uri) {

	private static final int HIGHEST_PORT = 65535;

	static Optional<WebUrl> parse(String text) {
		try {
			return Optional.of(new WebUrl(new URI(text))).filter(WebUrl::isPlain);
		}
		catch (URISyntaxException _) {
			return Optional.empty();
		}
	}

	// URI returns no host unless it consists of plain names or addresses
	private boolean isPlain() {
		boolean web = "https".equalsIgnoreCase(this.uri.getScheme()) || "http".equalsIgnoreCase(this.uri.getScheme());
		return web && this.uri.getHost() != null && this.uri.getRawUserInfo() == null
				&& this.uri.getRawFragment() == null && this.uri.getPort() <= HIGHEST_PORT;
	}

	boolean hasQuery() {
		return this.uri.getRawQuery() != null;
	}

	boolean isRoot() {
		return this.uri.getRawPath().isEmpty() || this.uri.getRawPath().equals("/");
	}

	/** The origin as browsers compare it (RFC 6454, 4). */
	String buildOrigin() {
		String scheme = this.uri.getScheme().toLowerCase(Locale.ROOT);
		boolean defaultPort = this.uri.getPort() < 0 || this.uri.getPort() == (scheme.equals("https") ? 443 : 80);
		return scheme + "://" + this.uri.getHost().toLowerCase(Locale.ROOT)
				+ (defaultPort ? "" : ":" + this.uri.getPort());
	}

}
