package io.connectorservice.catalog;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One input of the form by which a tenant connects a service.
 *
 * @param help where a person finds the value
 */
public record FormField(String title, @Nullable String help, @Nullable String example, @Nullable String pattern,
		@JsonProperty("enum") @Nullable List<String> choices, @Nullable Boolean optional) {

	boolean isOptional() {
		return Boolean.TRUE.equals(this.optional);
	}

}
