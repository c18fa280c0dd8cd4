package io.connectorservice.connector.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.connectorservice.apispec.SpecWarning;
import io.connectorservice.connector.Connector;
import io.connectorservice.oauth.storage.ConnectionStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A connector as responses show it, with the locations of its secrets but without the
 * secrets themselves.
 */
@Schema(name = "Configuration")
record ConfigurationView(UUID id, @JsonProperty("tenant_id") UUID tenantId,
		@JsonProperty("connector_name") String connectorName, @JsonProperty("service_name") String serviceName,
		@JsonProperty("auth_type") String authType, @JsonProperty("auth_config") JsonNode authConfig,
		@JsonProperty("api_spec") @Nullable JsonNode apiSpec,
		@Schema(description = "Flaws of api_spec that cost no more than a part of it, up to 100: actions that were"
				+ " left out or renamed, and references to nothing") @JsonProperty("api_spec_warnings") List<SpecWarning> apiSpecWarnings,
		@Nullable List<String> scopes, @JsonProperty("is_active") boolean active,
		@JsonProperty("created_at") @Nullable Instant createdAt,
		@JsonProperty("updated_at") @Nullable Instant updatedAt,
		@JsonProperty("last_connected_at") @Nullable Instant lastConnectedAt,
		@JsonProperty("last_error") @Nullable JsonNode lastError, @Nullable JsonNode metadata,
		@JsonProperty("connection_status") @Nullable String connectionStatus,
		@JsonProperty("token_expires_at") @Nullable Instant tokenExpiresAt,
		@JsonProperty("granted_scopes") @Nullable List<String> grantedScopes,
		@JsonProperty("connection_data") @Nullable JsonNode connectionData) {

	static ConfigurationView of(Connector connector, @Nullable JsonNode apiSpec, List<SpecWarning> warnings,
			@Nullable ConnectionStatus status) {
		return new ConfigurationView(connector.id(), connector.tenantId(), connector.connectorName(),
				connector.serviceName(), connector.authType(), connector.authConfig(), apiSpec, warnings,
				connector.scopes(), connector.active(), connector.createdAt(), connector.updatedAt(),
				connector.lastConnectedAt(), connector.lastError(), connector.metadata(),
				(status == null) ? null : status.status(), (status == null) ? null : status.expiresAt(),
				(status == null) ? null : status.grantedScopes(), connector.connectionData());
	}

}
