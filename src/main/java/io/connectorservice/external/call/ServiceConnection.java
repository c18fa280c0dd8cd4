package io.connectorservice.external.call;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import io.connectorservice.catalog.EffectiveConfiguration;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.catalog.entry.Pagination;
import io.connectorservice.catalog.entry.Templates;
import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything about a connector that is needed to call its service. One object serves all
 * calls of a connector until its configuration changes, so that what follows from the
 * configuration is worked out once.
 */
public final class ServiceConnection {

	private final TenantId tenant;

	private final UUID connectorId;

	private final String serviceName;

	private final String authType;

	private final JsonNode authConfig;

	private final List<String> scopes;

	private final EffectiveConfiguration known;

	private final @Nullable JsonNode metadata;

	private final @Nullable JsonNode apiServer;

	private final @Nullable Description description;

	// Several threads may work it out at the same time, and come to the same result.
	private volatile @Nullable TargetUrl baseUrl;

	/**
	 * Creates a connection.
	 * @param connectorId the connector, which may not be saved yet
	 * @param serviceName the service, such as {@code jira}
	 * @param authType the authentication method
	 * @param known the configuration with the defaults of the catalog entry
	 * @param metadata the tenant's other settings of the connector
	 * @param apiServer {@code api_spec.servers[0]}
	 * @param description the API description
	 */
	public ServiceConnection(TenantId tenant, UUID connectorId, String serviceName, String authType,
			EffectiveConfiguration known, @Nullable JsonNode metadata, @Nullable JsonNode apiServer,
			@Nullable Description description) {
		this.tenant = tenant;
		this.connectorId = connectorId;
		this.serviceName = serviceName;
		this.authType = authType;
		this.authConfig = known.authConfig();
		this.scopes = known.scopes();
		this.known = known;
		this.metadata = metadata;
		this.apiServer = apiServer;
		this.description = description;
	}

	/**
	 * A stored API description. It may have 16 MiB, so it is read only when it is not
	 * cached yet.
	 *
	 * @param digest the digest of the content, which is the cache key
	 * @param loader reads the description from the database
	 */
	public record Description(String digest, Supplier<JsonNode> loader) {
	}

	public TenantId tenant() {
		return this.tenant;
	}

	public UUID connectorId() {
		return this.connectorId;
	}

	public String serviceName() {
		return this.serviceName;
	}

	public String authType() {
		return this.authType;
	}

	/**
	 * The configuration of the authentication method, completed from the catalog; it
	 * holds paths of secrets, never secrets.
	 */
	public JsonNode authConfig() {
		return this.authConfig;
	}

	/** The scopes that the connector asks for. */
	public List<String> scopes() {
		return this.scopes;
	}

	/** The configuration with the defaults of the catalog entry. */
	public EffectiveConfiguration known() {
		return this.known;
	}

	/** The tenant's other settings of the connector. */
	public @Nullable JsonNode metadata() {
		return this.metadata;
	}

	/** Whether the API description names a server. */
	public boolean hasOwnServer() {
		return this.apiServer != null;
	}

	public @Nullable Description description() {
		return this.description;
	}

	/**
	 * Finds the base URL: the first server of the connector's API description, else the
	 * URL of the catalog entry, with variables filled from metadata or their defaults.
	 * @throws InvalidTargetException where the configured text is no usable URL
	 * @throws UnfilledVariableException where metadata lacks the value of a variable
	 */
	public Optional<TargetUrl> findBaseUrl() {
		TargetUrl url = this.baseUrl;
		if (url == null) {
			url = findOwnServer().or(this.known::resolveBaseUrl).map(TargetUrl::parseBaseUrl).orElse(null);
			this.baseUrl = url;
		}
		return Optional.ofNullable(url);
	}

	private Optional<String> findOwnServer() {
		JsonNode server = this.apiServer;
		return (server == null) ? Optional.empty()
				: server.path("url").stringValueOpt().map(Templates.ofServer(server, this.metadata)::fill);
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
