package io.connectorservice.connector;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a list shows of a connector.
 */
public record ConnectorSummary(UUID id, @JsonProperty("connector_name") String connectorName,
		@JsonProperty("service_name") String serviceName, @JsonProperty("auth_type") String authType,
		@JsonProperty("is_active") boolean active, @JsonProperty("created_at") @Nullable Instant createdAt,
		@JsonProperty("updated_at") @Nullable Instant updatedAt) {
}
