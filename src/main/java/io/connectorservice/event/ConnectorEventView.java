package io.connectorservice.event;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A recorded event of a connector; it never contains payloads or secrets.
 *
 * @param kind as {@link EventKind#text()}
 * @param outcome {@code success} or {@code failure}
 * @param code the problem code of a failure; null for a success
 * @param upstreamStatus the external service's status; null if it did not respond
 * @param durationMs the duration in milliseconds
 * @param occurrences how often it happened since the previous record of the same event
 * @param actor the user or role that caused it: {@code user:} and the token's subject,
 * {@code service_role}, or {@code worker}
 * @param requestId the id of the request that led to it
 * @param authorizationId the authorization that it ended
 */
@Schema(name = "ConnectorEvent")
public record ConnectorEventView(String kind, String outcome, @Nullable String code,
		@JsonProperty("upstream_status") @Nullable Integer upstreamStatus,
		@JsonProperty("duration_ms") @Nullable Long durationMs, int occurrences, @Nullable String actor,
		@JsonProperty("request_id") @Nullable String requestId, @JsonProperty("occurred_at") Instant occurredAt,
		@JsonProperty("authorization_id") @Nullable UUID authorizationId) {
}
