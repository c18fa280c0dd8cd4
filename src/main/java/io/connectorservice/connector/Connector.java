package io.connectorservice.connector;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A tenant's connection to a service, as it is stored; without its API description, which
 * can be large and is read apart.
 *
 * @param version counts changes of the configuration, whoever makes them
 * @param apiServer the description's first server
 * @param apiSpecDigest names the description's content; none without a description
 * @param writtenSecretPaths the secrets that the service itself wrote for it
 * @param connectionData what came with its connection, as far as the catalog names it
 */
@Table("integration_connectors")
public record Connector(@Id UUID id, UUID tenantId, String connectorName, String serviceName, String authType,
		JsonNode authConfig, @Nullable List<String> scopes, @Nullable JsonNode metadata, @Nullable Boolean isActive,
		List<String> writtenSecretPaths, @ReadOnlyProperty @Nullable Instant createdAt,
		@ReadOnlyProperty @Nullable Instant updatedAt, @ReadOnlyProperty @Nullable Instant lastConnectedAt,
		@ReadOnlyProperty @Nullable JsonNode lastError, @ReadOnlyProperty long version,
		@ReadOnlyProperty @Nullable JsonNode apiServer, @ReadOnlyProperty @Nullable String apiSpecDigest,
		@ReadOnlyProperty @Nullable JsonNode connectionData) {

	public TenantId tenant() {
		return new TenantId(this.tenantId);
	}

	public ConnectorRef ref() {
		return ConnectorRef.of(tenant(), this.id);
	}

	// the plan's column may be NULL, its default is TRUE
	public boolean active() {
		return !Boolean.FALSE.equals(this.isActive);
	}

	/** The entity tag of this version. */
	public String etag() {
		return "\"" + this.version + "\"";
	}

	static Connector create(UUID id, TenantId tenant, ConnectorDraft draft) {
		return new Connector(id, tenant.value(), draft.connectorName(), draft.serviceName(), draft.authType(),
				draft.authConfig(), draft.scopes(), draft.metadata(), draft.active(), List.of(), null, null, null, null,
				1, null, null, null);
	}

	Connector withDraft(ConnectorDraft draft) {
		return new Connector(this.id, this.tenantId, draft.connectorName(), draft.serviceName(), draft.authType(),
				draft.authConfig(), draft.scopes(), draft.metadata(), draft.active(), this.writtenSecretPaths,
				this.createdAt, this.updatedAt, this.lastConnectedAt, this.lastError, this.version, this.apiServer,
				this.apiSpecDigest, this.connectionData);
	}

	Connector withSecrets(JsonNode authConfig, List<String> moreWrittenPaths) {
		Set<String> written = new LinkedHashSet<>(this.writtenSecretPaths);
		written.addAll(moreWrittenPaths);
		return new Connector(this.id, this.tenantId, this.connectorName, this.serviceName, this.authType, authConfig,
				this.scopes, this.metadata, this.isActive, List.copyOf(written), this.createdAt, this.updatedAt,
				this.lastConnectedAt, this.lastError, this.version, this.apiServer, this.apiSpecDigest,
				this.connectionData);
	}

}
