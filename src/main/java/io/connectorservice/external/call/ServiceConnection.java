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
 * A connector as third parties' code sees it: all that is needed to call the service.
 *
 * @param connectorId whose connector it is, or will be
 * @param serviceName the service, such as {@code jira}
 * @param authType how calls are signed
 * @param authConfig the signing's configuration, completed; holds paths of secrets, never
 * secrets
 * @param scopes what the connector is meant to be allowed
 * @param known what the catalog adds
 * @param metadata what else the tenant configured
 * @param apiServer {@code api_spec.servers[0]}
 * @param description the API description
 */
public record ServiceConnection(TenantId tenant, UUID connectorId, String serviceName, String authType,
		JsonNode authConfig, List<String> scopes, EffectiveConfiguration known, @Nullable JsonNode metadata,
		@Nullable JsonNode apiServer, @Nullable Description description) {

	/**
	 * A stored API description: up to 16 MiB, so it is read only when its content is not
	 * known yet.
	 *
	 * @param digest names the content
	 * @param loader reads it
	 */
	public record Description(String digest, Supplier<JsonNode> loader) {
	}

	/** How the service tells of its rate limits. */
	public Limits limits() {
		return this.known.service().map(KnownService::limits).orElse(Limits.UNKNOWN);
	}

	/** How the service's lists go on. */
	public Pagination pagination() {
		return this.known.service().map(KnownService::pagination).orElse(Pagination.LINKS);
	}

	/** A text of the metadata. */
	@Nullable public String metadataText(String field) {
		return (this.metadata == null) ? null : this.metadata.path(field).stringValueOpt().orElse(null);
	}

}
