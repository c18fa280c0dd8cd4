package io.connectorservice.catalog.entry;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Describes how a service reports its rate limits apart from the standard header.
 *
 * @param remainingHeader the header with the number of calls left
 * @param resetHeader the header that says when the limit resets
 * @param resetAs the format of that header
 * @param retryAfter the JSON pointer to the seconds to wait in the body of a refused
 * response
 */
public record Limits(@JsonProperty("remaining_header") @Nullable String remainingHeader,
		@JsonProperty("reset_header") @Nullable String resetHeader, @JsonProperty("reset_as") @Nullable ResetAs resetAs,
		@JsonProperty("retry_after") @Nullable String retryAfter,
		@JsonProperty("documentation_url") @Nullable String documentationUrl) {

	/** No known limits. */
	public static final Limits UNKNOWN = new Limits(null, null, null, null, null);

	/** The format of a reset header: a point in time, or the time until then. */
	public enum ResetAs {

		@JsonProperty("epoch_seconds")
		EPOCH_SECONDS, @JsonProperty("epoch_milliseconds")
		EPOCH_MILLISECONDS, @JsonProperty("seconds")
		SECONDS, @JsonProperty("milliseconds")
		MILLISECONDS, @JsonProperty("http_date")
		HTTP_DATE, @JsonProperty("iso_8601")
		ISO_8601

	}

}
