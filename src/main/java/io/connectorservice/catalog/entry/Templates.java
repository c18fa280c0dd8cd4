package io.connectorservice.catalog.entry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Fills the {@code {variables}} in templates of catalog entries and OpenAPI documents
 * with a tenant's values. Placeholders within the values are not expanded.
 *
 * @param variables the declared variables
 * @param metadata the connector's metadata, which holds the tenant's values
 */
public record Templates(Map<String, Variable> variables, @Nullable JsonNode metadata) {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}/?#]{1,100})}");

	/** Creates the templates of an OpenAPI document's server. */
	public static Templates ofServer(JsonNode server, @Nullable JsonNode metadata) {
		Map<String, Variable> declared = new HashMap<>();
		server.path("variables")
			.propertyStream()
			.forEach((entry) -> declared.put(entry.getKey(), Variable.ofServer(entry.getValue())));
		return new Templates(declared, metadata);
	}

	/**
	 * Fills every placeholder; that for the API key is filled with asterisks.
	 * @throws UnfilledVariableException if a value is missing or invalid
	 */
	public String fill(String template) {
		return PLACEHOLDER.matcher(template)
			.replaceAll((placeholder) -> Matcher.quoteReplacement(resolveValue(placeholder.group(1))));
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
