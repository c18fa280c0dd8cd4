package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Addresses as a browser is sent to: absolute, of the web, with a host that reads the
 * same for everybody, and with nothing that could pass for one.
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

	// URI knows no host where it holds anything but plain names and addresses
	private static boolean isPlain(URI uri) {
		boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
		return web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null
				&& uri.getPort() <= HIGHEST_PORT;
	}

	/** The origin as browsers compare it (RFC 6454, 4). */
	static String buildOrigin(URI uri) {
		String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
		boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
		return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort());
	}

}
