package io.connectorservice.connector;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.connectorservice.apispec.SecuritySchemes;
import io.connectorservice.catalog.AuthWay;
import io.connectorservice.catalog.Catalog;
import io.connectorservice.catalog.Completion;
import io.connectorservice.external.Connection;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Shows connectors as third parties' code sees them: completed by what the catalog knows.
 */
@Component
final class Connections {

	private final Catalog catalog;

	Connections(Catalog catalog) {
		this.catalog = catalog;
	}

	/** A connector's configuration and what the catalog adds to it. */
	Completion completion(Connector connector) {
		return Completion.of(this.catalog.find(connector.serviceName()), connector.authType(), connector.authConfig(),
				Objects.requireNonNullElse(connector.scopes(), List.of()), connector.metadata(),
				connector.connectionData());
	}

	/** The same, its auth_config saying which of the known ways is meant. */
	ConnectorDraft choose(ConnectorDraft draft) {
		return way(draft).map((way) -> draft.withAuthConfig(way.distinguish(draft.authConfig()))).orElse(draft);
	}

	/** What is wrong with the way that a draft names. */
	List<Fault> wayFaults(ConnectorDraft draft) {
		if (draft.way() == null || way(draft).filter((way) -> way.equals(this.catalog.find(draft.serviceName())
			.flatMap((known) -> known.way(draft.authType(), choose(draft).authConfig()))
			.orElse(null))).isPresent()) {
			return List.of();
		}
		return List.of(new Fault("/way", "is no way to connect this service with this auth_type and auth_config: see"
				+ " the service in the catalog"));
	}

	private Optional<AuthWay> way(ConnectorDraft draft) {
		return Optional.ofNullable(draft.way())
			.flatMap((id) -> this.catalog.find(draft.serviceName()).flatMap((known) -> known.way(id)));
	}

	/**
	 * The same with what a description says of signing, where neither the tenant nor the
	 * catalog does.
	 */
	Connector matched(Connector connector, @Nullable JsonNode description) {
		if (description == null) {
			return connector;
		}
		ObjectNode config = (ObjectNode) connector.authConfig().deepCopy();
		config.setAll(
				SecuritySchemes.of(description).fieldsFor(connector.authType(), completion(connector).authConfig()));
		return connector.withSecrets(config, List.of());
	}

	/** A stored connector. */
	Connection of(Connector connector, Supplier<JsonNode> description) {
		String digest = connector.apiSpecDigest();
		return of(connector, connector.apiServer(),
				(digest == null) ? null : new Connection.Description(digest, description));
	}

	/**
	 * A connector that is not stored yet.
	 * @param newDescription an API description that comes with it
	 */
	Connection draft(Connector connector, @Nullable JsonNode apiServer, @Nullable JsonNode newDescription) {
		return of(connector, apiServer,
				(newDescription == null) ? null : new Connection.Description("", () -> newDescription));
	}

	private Connection of(Connector connector, @Nullable JsonNode apiServer,
			Connection.@Nullable Description description) {
		Completion known = completion(connector);
		return new Connection(connector.tenant(), connector.id(), connector.serviceName(), connector.authType(),
				known.authConfig(), known.scopes(), known, connector.metadata(), apiServer, description);
	}

}
