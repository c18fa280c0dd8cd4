package io.connectorservice.catalog.entry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Fills the {@code {variables}} of templates that operators and descriptions write, from
 * what a tenant gave. What is filled in is never a template itself.
 *
 * @param variables what is declared of them
 * @param metadata where the tenant's values are
 */
public record Templates(Map<String, Variable> variables, @Nullable JsonNode metadata) {

	private static final Pattern PLACE = Pattern.compile("\\{([^{}/?#]{1,100})}");

	/** Templates of an OpenAPI description's server. */
	public static Templates ofServer(JsonNode server, @Nullable JsonNode metadata) {
		Map<String, Variable> declared = new HashMap<>();
		server.path("variables")
			.propertyStream()
			.forEach((entry) -> declared.put(entry.getKey(), Variable.ofServer(entry.getValue())));
		return new Templates(declared, metadata);
	}

	/**
	 * The text with every place filled, but for the key's own.
	 * @throws UnfilledVariableException where a value is missing or not what it must be
	 */
	public String fill(String template) {
		return PLACE.matcher(template).replaceAll((place) -> Matcher.quoteReplacement(resolveValue(place.group(1))));
	}

	private String resolveValue(String name) {
		if (name.equals(ApiKeyPlace.NAME)) {
			return ApiKeyPlace.SHOWN;
		}
		Variable variable = this.variables.getOrDefault(name, Variable.ANY);
		return findGivenValue(name).or(() -> Optional.ofNullable(variable.otherwise()))
			.filter(variable::accepts)
			.orElseThrow(() -> new UnfilledVariableException(name, variable.describeExpectedValue()));
	}

	private Optional<String> findGivenValue(String name) {
		return (this.metadata == null) ? Optional.empty() : this.metadata.path(name).stringValueOpt();
	}

}
