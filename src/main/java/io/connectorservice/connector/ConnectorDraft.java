package io.connectorservice.connector;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A configuration that a tenant sent, whose shape is checked.
 *
 * @param way which of the known service's ways to authenticate is meant; none where the
 * configuration says it
 */
public record ConnectorDraft(String connectorName, String serviceName, String authType, @Nullable String way,
		ObjectNode authConfig, @Nullable JsonNode apiSpec, @Nullable List<String> scopes, @Nullable JsonNode metadata,
		boolean active) {

	ConnectorDraft withAuthConfig(ObjectNode config) {
		return new ConnectorDraft(this.connectorName, this.serviceName, this.authType, this.way, config, this.apiSpec,
				this.scopes, this.metadata, this.active);
	}

}
