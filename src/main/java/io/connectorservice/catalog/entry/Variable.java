package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A part of a service's addresses that each tenant fills from the connector's metadata.
 *
 * @param help where a person finds the value
 * @param pattern what the whole value matches
 * @param choices the only values that there are
 * @param otherwise the value unless the tenant gives one
 */
public record Variable(String title, @Nullable String help, @Nullable String pattern,
		@JsonProperty("enum") @Nullable List<String> choices, @JsonProperty("default") @Nullable String otherwise,
		@Nullable String example) {

	// a value can name a host label or a path segment; whatever could shift the
	// boundaries of the URL's parts is refused
	private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._~-]{1,200}");

	static final Variable ANY = new Variable("", null, null, null, null, null);

	/** A variable of an OpenAPI description's server. */
	static Variable ofServer(JsonNode declared) {
		List<String> choices = declared.path("enum").valueStream().map((choice) -> choice.asString("")).toList();
		return new Variable("", null, null, choices.isEmpty() ? null : choices,
				declared.path("default").stringValueOpt().orElse(null), null);
	}

	boolean accepts(String value) {
		return SAFE.matcher(value).matches() && (this.choices == null || this.choices.contains(value))
				&& (this.pattern == null || Pattern.matches(this.pattern, value));
	}

	/** For people: what a value must be. */
	String describeExpectedValue() {
		if (this.choices != null) {
			return "must be one of " + String.join(", ", this.choices);
		}
		String like = (this.example == null) ? "" : ", such as " + this.example;
		return (this.pattern == null) ? "must be letters, digits, . _ ~ -" + like : "must match " + this.pattern + like;
	}

}
