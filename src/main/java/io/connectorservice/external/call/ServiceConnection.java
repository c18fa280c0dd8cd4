package io.connectorservice.external.call;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.connectorservice.catalog.EffectiveConfiguration;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.catalog.entry.Pagination;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything about a connector that is needed to call its service.
 *
 * @param connectorId the connector, which may not be saved yet
 * @param serviceName the service, such as {@code jira}
 * @param authType the authentication method
 * @param authConfig the configuration of the authentication method, completed from the
 * catalog; it holds paths of secrets, never secrets
 * @param scopes the scopes that the connector asks for
 * @param known the configuration with the defaults of the catalog entry
 * @param metadata the tenant's other settings of the connector
 * @param apiServer {@code api_spec.servers[0]}
 * @param description the API description
 */
public record ServiceConnection(TenantId tenant, UUID connectorId, String serviceName, String authType,
		JsonNode authConfig, List<String> scopes, EffectiveConfiguration known, @Nullable JsonNode metadata,
		@Nullable JsonNode apiServer, @Nullable Description description) {

	/**
	 * A stored API description. It may have 16 MiB, so it is read only when it is not
	 * cached yet.
	 *
	 * @param digest the digest of the content, which is the cache key
	 * @param loader reads the description from the database
	 */
	public record Description(String digest, Supplier<JsonNode> loader) {
	}

	/** The headers and fields by which the service reports its rate limits. */
	public Limits limits() {
		return this.known.service().map(KnownService::limits).orElse(Limits.UNKNOWN);
	}

	/** The pagination of the service's lists. */
	public Pagination pagination() {
		return this.known.service().map(KnownService::pagination).orElse(Pagination.LINKS);
	}

	/** A metadata field, where it is a string. */
	public @Nullable String metadataText(String field) {
		return (this.metadata == null) ? null : this.metadata.path(field).stringValueOpt().orElse(null);
	}

}
