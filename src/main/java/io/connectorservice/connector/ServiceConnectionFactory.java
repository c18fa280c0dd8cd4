package io.connectorservice.connector;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.apispec.SecuritySchemes;
import io.connectorservice.catalog.Catalog;
import io.connectorservice.catalog.EffectiveConfiguration;
import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.catalog.OAuthApps;
import io.connectorservice.catalog.entry.AuthMethod;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Creates service connections: a configuration completed from the catalog entry of its
 * service.
 */
@Component
public final class ServiceConnectionFactory {

	private final Catalog catalog;

	private final OAuthApps apps;

	// The keys are compared by identity: a connector that is read again, as after a
	// change, is another object.
	private final Cache<Connector, StoredConnection> stored;

	ServiceConnectionFactory(Catalog catalog, OAuthApps apps, ConnectorSettings settings) {
		this.catalog = catalog;
		this.apps = apps;
		this.stored = Caffeine.newBuilder()
			.weakKeys()
			.maximumSize(settings.cacheSize())
			.expireAfterWrite(settings.cacheTime())
			.build();
	}

	/**
	 * Completes a connector's configuration from the catalog, and with the operator's
	 * OAuth app if it uses that.
	 */
	EffectiveConfiguration resolveConfiguration(Connector connector) {
		return resolveConfiguration(connector, connector.apiServer());
	}

	private EffectiveConfiguration resolveConfiguration(Connector connector, @Nullable JsonNode apiServer) {
		return EffectiveConfiguration
			.of(this.catalog.find(connector.serviceName()), connector.authType(), connector.authConfig(),
					Objects.requireNonNullElse(connector.scopes(), List.of()), connector.metadata(),
					connector.connectionData())
			.withApp(this.apps, apiServer);
	}

	/** Completes the configuration of a service's connector that sets nothing itself. */
	EffectiveConfiguration resolveServiceDefaults(String serviceName) {
		return EffectiveConfiguration
			.of(this.catalog.find(serviceName), "oauth2", JsonNodeFactory.instance.objectNode(), List.of(), null, null)
			.withApp(this.apps, null);
	}

	/** Reads the OAuth apps, which a tenant's transaction cannot read. */
	void loadApps() {
		this.apps.load();
	}

	/** Records in auth_config which of the known authentication methods is used. */
	ConnectorDraft applyAuthMethod(ConnectorDraft draft) {
		return findAuthMethod(draft)
			.map((way) -> draft.withAuthConfig(way.withDistinguishingFields(draft.authConfig())))
			.orElse(draft);
	}

	/** Finds the fault of the authentication method that a draft names. */
	List<Fault> findAuthMethodFaults(ConnectorDraft draft) {
		if (draft.way() == null
				|| findAuthMethod(draft).filter((way) -> way.equals(this.catalog.find(draft.serviceName())
					.flatMap((known) -> known.findAuthMethod(draft.authType(), applyAuthMethod(draft).authConfig()))
					.orElse(null))).isPresent()) {
			return List.of();
		}
		return List.of(new Fault("/way", "is no way to connect this service with this auth_type and auth_config: see"
				+ " the service in the catalog"));
	}

	private Optional<AuthMethod> findAuthMethod(ConnectorDraft draft) {
		return Optional.ofNullable(draft.way())
			.flatMap((id) -> this.catalog.find(draft.serviceName()).flatMap((known) -> known.findAuthMethodById(id)));
	}

	/**
	 * Completes auth_config from the security schemes of the API description, where
	 * neither the tenant nor the catalog sets a field.
	 */
	Connector applySecuritySchemes(Connector connector, @Nullable JsonNode description) {
		// the endpoints of a connector with the operator's app are the catalog's
		if (description == null || resolveConfiguration(connector).oauthApp().isPresent()) {
			return connector;
		}
		ObjectNode config = (ObjectNode) connector.authConfig().deepCopy();
		config.setAll(SecuritySchemes.of(description)
			.findFields(connector.authType(), resolveConfiguration(connector).authConfig()));
		return connector.withSecrets(config, List.of());
	}

	/**
	 * Returns the connection of a stored connector, which is created once for as long as
	 * the connector is cached and its service's OAuth app stays the same.
	 */
	public ServiceConnection getStored(Connector connector, Supplier<JsonNode> description) {
		OAuthApp app = findApp(connector);
		StoredConnection known = this.stored.getIfPresent(connector);
		if (known == null || !Objects.equals(known.app(), app)) {
			known = new StoredConnection(app, createStored(connector, description));
			this.stored.put(connector, known);
		}
		return known.connection();
	}

	private @Nullable OAuthApp findApp(Connector connector) {
		return "oauth2".equals(connector.authType()) ? this.apps.find(connector.serviceName()).orElse(null) : null;
	}

	private ServiceConnection createStored(Connector connector, Supplier<JsonNode> description) {
		String digest = connector.apiSpecDigest();
		return createConnection(connector, connector.apiServer(),
				(digest == null) ? null : new ServiceConnection.Description(digest, description));
	}

	/**
	 * Creates the connection of a connector that is not stored yet.
	 * @param newDescription an API description that comes with it
	 */
	ServiceConnection createDraft(Connector connector, @Nullable JsonNode apiServer,
			@Nullable JsonNode newDescription) {
		return createConnection(connector, apiServer,
				(newDescription == null) ? null : new ServiceConnection.Description("", () -> newDescription));
	}

	private ServiceConnection createConnection(Connector connector, @Nullable JsonNode apiServer,
			ServiceConnection.@Nullable Description description) {
		return new ServiceConnection(connector.tenant(), connector.id(), connector.serviceName(), connector.authType(),
				resolveConfiguration(connector, apiServer), connector.metadata(), apiServer, description);
	}

	/**
	 * A connection, and the OAuth app of its service when it was created.
	 */
	private record StoredConnection(@Nullable OAuthApp app, ServiceConnection connection) {
	}

}
