package io.connectorservice.connector;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.connectorservice.external.Connection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Shows connectors as third parties' code sees them.
 */
final class Connections {

	private Connections() {
	}

	/** A stored connector. */
	static Connection of(Connector connector, Supplier<JsonNode> description) {
		String digest = connector.apiSpecDigest();
		return of(connector, connector.apiServer(),
				(digest == null) ? null : new Connection.Description(digest, description));
	}

	/**
	 * A connector that is not stored yet.
	 * @param newDescription an API description that comes with it
	 */
	static Connection draft(Connector connector, @Nullable JsonNode apiServer, @Nullable JsonNode newDescription) {
		return of(connector, apiServer,
				(newDescription == null) ? null : new Connection.Description("", () -> newDescription));
	}

	private static Connection of(Connector connector, @Nullable JsonNode apiServer,
			Connection.@Nullable Description description) {
		return new Connection(connector.tenant(), connector.id(), connector.serviceName(), connector.authType(),
				connector.authConfig(), Objects.requireNonNullElse(connector.scopes(), List.of()), connector.metadata(),
				apiServer, description);
	}

}
