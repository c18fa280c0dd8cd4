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
import io.connectorservice.catalog.entry.AuthMethod;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Creates service connections: a configuration completed from the catalog entry of its
 * service.
 */
@Component
public final class ServiceConnectionFactory {

	private final Catalog catalog;

	// The keys are compared by identity: a connector that is read again, as after a
	// change, is another object.
	private final Cache<Connector, ServiceConnection> stored;

	ServiceConnectionFactory(Catalog catalog, ConnectorSettings settings) {
		this.catalog = catalog;
		this.stored = Caffeine.newBuilder()
			.weakKeys()
			.maximumSize(settings.cacheSize())
			.expireAfterWrite(settings.cacheTime())
			.build();
	}

	/** Completes a connector's configuration from the catalog. */
	EffectiveConfiguration resolveConfiguration(Connector connector) {
		return EffectiveConfiguration.of(this.catalog.find(connector.serviceName()), connector.authType(),
				connector.authConfig(), Objects.requireNonNullElse(connector.scopes(), List.of()), connector.metadata(),
				connector.connectionData());
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
		if (description == null) {
			return connector;
		}
		ObjectNode config = (ObjectNode) connector.authConfig().deepCopy();
		config.setAll(SecuritySchemes.of(description)
			.findFields(connector.authType(), resolveConfiguration(connector).authConfig()));
		return connector.withSecrets(config, List.of());
	}

	/**
	 * Returns the connection of a stored connector, which is created once for as long as
	 * the connector is cached.
	 */
	public ServiceConnection getStored(Connector connector, Supplier<JsonNode> description) {
		ServiceConnection known = this.stored.getIfPresent(connector);
		return (known != null) ? known : this.stored.get(connector, (_) -> createStored(connector, description));
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
				resolveConfiguration(connector), connector.metadata(), apiServer, description);
	}

}
