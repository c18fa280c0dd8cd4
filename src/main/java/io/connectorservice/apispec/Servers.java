package io.connectorservice.apispec;

import java.util.Locale;
import java.util.Optional;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

import tools.jackson.databind.JsonNode;

/**
 * Reads the servers of a description.
 */
final class Servers {

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)\\}");

	private Servers() {
	}

	/**
	 * Returns the first server's URL if it is absolute and its variables have defaults.
	 */
	static Optional<String> findFirstUrl(JsonNode holder) {
		JsonNode server = holder.path("servers").path(0);
		String url = fillVariables(server.path("url").asString(""), server.path("variables"));
		return isAbsolute(url) && !url.contains("{") ? Optional.of(url) : Optional.empty();
	}

	/**
	 * Whether an operation or its path names a server other than the description's first.
	 */
	static boolean isServedElsewhere(JsonNode root, JsonNode item, JsonNode operation) {
		JsonNode holder = operation.path("servers").isEmpty() ? item : operation;
		Optional<String> own = findFirstUrl(holder);
		return own.isPresent() && !own.equals(findFirstUrl(root));
	}

	static String fillVariables(String url, JsonNode variables) {
		Matcher matcher = VARIABLE.matcher(url);
		StringBuilder filled = new StringBuilder();
		int from = 0;
		while (matcher.find()) {
			String value = variables.path(matcher.group(1)).path("default").asString(matcher.group());
			filled.append(url, from, matcher.start()).append(value);
			from = matcher.end();
		}
		return filled.append(url.substring(from)).toString();
	}

	private static boolean isAbsolute(String url) {
		String lower = url.toLowerCase(Locale.ROOT);
		return lower.startsWith("https://") || lower.startsWith("http://");
	}

}
