package io.connectorservice.event;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened with a connector. Never holds content or secrets.
 *
 * @param kind as {@link EventKind#text()}
 * @param outcome {@code success} or {@code failure}
 * @param code the problem's code, for a failure
 * @param upstreamStatus the external service's status, where it answered
 * @param durationMs how long it took
 * @param occurrences how often it happened until then, since it was noted before
 * @param actor who did it: {@code user:} and the token's subject, {@code service_role},
 * or {@code worker}
 * @param requestId the request that led to it
 * @param authorizationId the authorization that it ended
 */
@Schema(name = "ConnectorEvent")
public record ConnectorEventView(String kind, String outcome, @Nullable String code,
		@JsonProperty("upstream_status") @Nullable Integer upstreamStatus,
		@JsonProperty("duration_ms") @Nullable Long durationMs, int occurrences, @Nullable String actor,
		@JsonProperty("request_id") @Nullable String requestId, @JsonProperty("occurred_at") Instant occurredAt,
		@JsonProperty("authorization_id") @Nullable UUID authorizationId) {
}
