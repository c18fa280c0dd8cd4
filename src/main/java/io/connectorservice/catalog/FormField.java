package io.connectorservice.catalog;

import java.util.List;

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

	boolean isOptional() {
		return Boolean.TRUE.equals(this.optional);
	}

	boolean isSecret() {
		return !Boolean.FALSE.equals(this.secret);
	}

}
