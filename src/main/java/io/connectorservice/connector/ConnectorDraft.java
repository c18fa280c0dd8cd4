package io.connectorservice.connector;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A configuration as its tenant wants it, its shape checked.
 */
public record ConnectorDraft(String connectorName, String serviceName, String authType, ObjectNode authConfig,
		@Nullable JsonNode apiSpec, @Nullable List<String> scopes, @Nullable JsonNode metadata, boolean active) {
}
