package io.connectorservice.apispec;

import java.util.Locale;
import java.util.Optional;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

import tools.jackson.databind.JsonNode;

/**
 * A server of an API description.
 *
 * @param node the server, which may be missing or malformed
 */
record Server(JsonNode node) {

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)\\}");

	/** Returns the first server of a description, a path or an operation. */
	static Server firstOf(JsonNode holder) {
		return new Server(holder.path("servers").path(0));
	}

	/** Returns the URL if it is absolute and its variables have defaults. */
	Optional<String> findUrl() {
		String url = fillVariables();
		return isAbsolute(url) && !url.contains("{") ? Optional.of(url) : Optional.empty();
	}

	/** Returns the URL with the defaults of its variables; others stay unchanged. */
	String fillVariables() {
		String url = this.node.path("url").asString("");
		Matcher matcher = VARIABLE.matcher(url);
		StringBuilder filled = new StringBuilder();
		int from = 0;
		while (matcher.find()) {
			String value = findDefault(matcher.group(1)).asString(matcher.group());
			filled.append(url, from, matcher.start()).append(value);
			from = matcher.end();
		}
		return filled.append(url.substring(from)).toString();
	}

	private JsonNode findDefault(String variable) {
		return this.node.path("variables").path(variable).path("default");
	}

	private static boolean isAbsolute(String url) {
		String lower = url.toLowerCase(Locale.ROOT);
		return lower.startsWith("https://") || lower.startsWith("http://");
	}

}
