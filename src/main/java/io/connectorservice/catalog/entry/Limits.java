package io.connectorservice.catalog.entry;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How a service tells of its rate limits, beyond the standard header.
 *
 * @param remainingHeader how many calls are left
 * @param resetHeader when there are more again
 * @param resetAs what that header holds
 * @param retryAfter where in a refused answer's body the seconds to wait stand
 */
public record Limits(@JsonProperty("remaining_header") @Nullable String remainingHeader,
		@JsonProperty("reset_header") @Nullable String resetHeader, @JsonProperty("reset_as") @Nullable ResetAs resetAs,
		@JsonProperty("retry_after") @Nullable String retryAfter,
		@JsonProperty("documentation_url") @Nullable String documentationUrl) {

	/** None that are known. */
	public static final Limits UNKNOWN = new Limits(null, null, null, null, null);

	/** What a reset header holds: a moment, or the time until it. */
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
