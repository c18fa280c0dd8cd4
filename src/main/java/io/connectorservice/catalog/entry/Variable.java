package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A variable part of a service's URLs that each tenant fills from the connector's
 * metadata.
 *
 * @param help tells a user where to find the value
 * @param pattern must match the whole value
 * @param choices the allowed values; null if any value is
 * @param otherwise the default value
 */
public record Variable(String title, @Nullable String help, @Nullable String pattern,
		@JsonProperty("enum") @Nullable List<String> choices, @JsonProperty("default") @Nullable String otherwise,
		@Nullable String example) {

	// a value may be a host label or a path segment; characters that could shift the
	// boundaries between the parts of the URL are refused
	private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._~-]{1,200}");

	static final Variable ANY = new Variable("", null, null, null, null, null);

	/** Creates a variable of an OpenAPI document's server. */
	static Variable ofServer(JsonNode declared) {
		List<String> choices = declared.path("enum").valueStream().map((choice) -> choice.asString("")).toList();
		return new Variable("", null, null, choices.isEmpty() ? null : choices,
				declared.path("default").stringValueOpt().orElse(null), null);
	}

	boolean accepts(String value) {
		return SAFE.matcher(value).matches() && (this.choices == null || this.choices.contains(value))
				&& (this.pattern == null || Pattern.matches(this.pattern, value));
	}

	/** Describes the allowed values for people. */
	String describeExpectedValue() {
		if (this.choices != null) {
			return "must be one of " + String.join(", ", this.choices);
		}
		String like = (this.example == null) ? "" : ", such as " + this.example;
		return (this.pattern == null) ? "must be letters, digits, . _ ~ -" + like : "must match " + this.pattern + like;
	}

}
