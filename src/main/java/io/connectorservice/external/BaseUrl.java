package io.connectorservice.external;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Finds where a service is: the first server of the connector's API description, its
 * variables filled from metadata or, failing that, from their defaults.
 */
final class BaseUrl {

	static final String POINTER = "/api_spec/servers/0/url";

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}/?#]{1,100})}");

	private BaseUrl() {
	}

	/**
	 * The base URL of a connector.
	 * @throws InvalidTarget where what is configured is no usable URL
	 */
	static Optional<TargetUrl> find(Connection connection) {
		return template(connection).map((template) -> TargetUrl.base(filled(template, connection)));
	}

	/**
	 * The base URL of a connector that is about to be called.
	 * @throws ProblemException CONFIGURATION_INVALID where there is none
	 */
	static TargetUrl require(Connection connection) {
		try {
			return find(connection).orElseThrow(() -> unusable(
					"it names no base URL: set api_spec.servers[0].url, for example https://api.example.com"));
		}
		catch (InvalidTarget refused) {
			throw unusable(refused.getMessage());
		}
		catch (UnfilledVariable refused) {
			throw unusable(refused.getMessage());
		}
	}

	static ProblemException unusable(String why) {
		return ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
				"The saved configuration cannot be used: " + why + ".");
	}

	private static Optional<String> template(Connection connection) {
		JsonNode server = connection.apiServer();
		return (server == null) ? Optional.empty() : server.path("url").stringValueOpt();
	}

	private static String filled(String template, Connection connection) {
		return VARIABLE.matcher(template)
			.replaceAll((found) -> Matcher.quoteReplacement(value(found.group(1), connection)));
	}

	// a value can name a host label or a path segment; whatever could shift the
	// boundaries of the
	// URL's parts is refused
	private static String value(String variable, Connection connection) {
		String value = Optional.ofNullable(connection.metadataText(variable))
			.or(() -> declared(variable, connection).path("default").stringValueOpt())
			.orElse("");
		if (!value.matches("[A-Za-z0-9._~-]{1,200}") || !allowed(value, declared(variable, connection).path("enum"))) {
			throw new UnfilledVariable(variable);
		}
		return value;
	}

	private static JsonNode declared(String variable, Connection connection) {
		JsonNode server = connection.apiServer();
		return (server == null) ? MissingNode.getInstance() : server.path("variables").path(variable);
	}

	private static boolean allowed(String value, JsonNode choices) {
		if (!choices.isArray() || choices.isEmpty()) {
			return true;
		}
		for (JsonNode choice : choices) {
			if (value.equals(choice.asString(""))) {
				return true;
			}
		}
		return false;
	}

	/** A variable of the base URL that metadata must fill. */
	static final class UnfilledVariable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final String variable;

		UnfilledVariable(String variable) {
			super("metadata." + variable + " must fill the variable of the base URL with letters, digits, . _ ~ -"
					+ " and be one of its choices where there are some");
			this.variable = variable;
		}

		/** For the caller: what to change. */
		@Override
		public String getMessage() {
			return Objects.requireNonNull(super.getMessage());
		}

		String pointer() {
			return "/metadata/" + this.variable.replace("~", "~0").replace("/", "~1");
		}

	}

}
