package io.connectorservice.event;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened with a connector. Never holds content or secrets.
 *
 * @param kind as {@link EventKind#text()}
 * @param outcome {@code success} or {@code failure}
 * @param code the problem's code, for a failure
 * @param upstreamStatus the external service's status, where it answered
 * @param requestId the request that led to it
 */
public record ConnectorEvent(String kind, String outcome, @Nullable String code,
		@JsonProperty("upstream_status") @Nullable Integer upstreamStatus,
		@JsonProperty("request_id") @Nullable String requestId, @JsonProperty("occurred_at") Instant occurredAt) {
}
