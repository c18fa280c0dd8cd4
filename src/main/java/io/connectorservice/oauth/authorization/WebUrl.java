package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Accepts URLs that a browser can safely be redirected to: absolute http or https URLs
 * without user info or fragment, and with a host that every parser reads the same.
 */
final class WebUrl {

	private static final int HIGHEST_PORT = 65535;

	private WebUrl() {
	}

	static Optional<URI> parse(String text) {
		try {
			return Optional.of(new URI(text)).filter(WebUrl::isPlain);
		}
		catch (URISyntaxException _) {
			return Optional.empty();
		}
	}

	// URI returns no host unless it consists of plain names or addresses
	private static boolean isPlain(URI uri) {
		boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
		return web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null
				&& uri.getPort() <= HIGHEST_PORT;
	}

	/** The origin as browsers compare it (RFC 6454, 4). */
	static String buildOrigin(URI uri) {
		String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
		boolean defaultPort = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
		return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (defaultPort ? "" : ":" + uri.getPort());
	}

}
