package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An input field of the form with which a tenant connects a service.
 *
 * @param help tells a user where to find the value
 * @param secret {@code false} for a credential that may be shown, such as a user name
 */
public record FormField(String title, @Nullable String help, @Nullable String example, @Nullable String pattern,
		@JsonProperty("enum") @Nullable List<String> choices, @Nullable Boolean optional, @Nullable Boolean secret) {

	/** The reason why a value is not accepted; empty if it is. */
	public Optional<String> findFault(String value) {
		if (this.choices != null && !this.choices.contains(value)) {
			return Optional.of("must be one of " + String.join(", ", this.choices));
		}
		return (this.pattern != null && !Pattern.matches(this.pattern, value))
				? Optional
					.of("must match " + this.pattern + ((this.example == null) ? "" : ", such as " + this.example))
				: Optional.empty();
	}

	boolean isOptional() {
		return Boolean.TRUE.equals(this.optional);
	}

	boolean isSecret() {
		return !Boolean.FALSE.equals(this.secret);
	}

}
