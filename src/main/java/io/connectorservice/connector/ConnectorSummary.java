package io.connectorservice.connector;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A connector as lists show it.
 *
 * @param connectionStatus whether OAuth 2 tokens work; none for other ways to
 * authenticate
 * @param hasCredentials whether secrets are stored for it, or a place of theirs is named
 */
public record ConnectorSummary(UUID id, @JsonProperty("connector_name") String connectorName,
		@JsonProperty("service_name") String serviceName, @JsonProperty("auth_type") String authType,
		@JsonProperty("is_active") boolean active, @JsonProperty("created_at") @Nullable Instant createdAt,
		@JsonProperty("updated_at") @Nullable Instant updatedAt,
		@JsonProperty("last_connected_at") @Nullable Instant lastConnectedAt,
		@JsonProperty("last_error") @Nullable LastError lastError,
		@JsonProperty("connection_status") @Nullable String connectionStatus,
		@JsonProperty("has_credentials") boolean hasCredentials) {

	/**
	 * The problem code of the latest failed call; the connector itself has the details.
	 */
	public record LastError(String code) {
	}

}
