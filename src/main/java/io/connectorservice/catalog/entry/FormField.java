package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One input of the form by which a tenant connects a service.
 *
 * @param help where a person finds the value
 * @param secret {@code false} for a credential that everybody may see, such as a user
 * name
 */
public record FormField(String title, @Nullable String help, @Nullable String example, @Nullable String pattern,
		@JsonProperty("enum") @Nullable List<String> choices, @Nullable Boolean optional, @Nullable Boolean secret) {

	/** Why a value is not what it must be. */
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
