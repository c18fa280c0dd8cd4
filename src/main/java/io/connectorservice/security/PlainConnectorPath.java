package io.connectorservice.security;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches paths below the connectors' address that every reader understands in the same
 * way. Any other path, such as one with an encoded letter, does not match and is left to
 * the rules that decode it.
 */
final class PlainConnectorPath implements RequestMatcher {

	private final String prefix;

	private final String open;

	/**
	 * Creates the matcher.
	 * @param prefix the paths' beginning, with a slash at its end
	 * @param open the one path below it that needs no token
	 */
	PlainConnectorPath(String prefix, String open) {
		this.prefix = prefix;
		this.open = open;
	}

	@Override
	public boolean matches(HttpServletRequest request) {
		String path = request.getRequestURI();
		return path.startsWith(this.prefix) && path.indexOf('%') < 0 && path.indexOf(';') < 0
				&& !path.equals(this.open);
	}

}
