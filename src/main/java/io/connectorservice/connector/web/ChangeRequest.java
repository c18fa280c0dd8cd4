package io.connectorservice.connector.web;

import java.util.List;
import java.util.Optional;

import io.connectorservice.connector.Connector;
import io.connectorservice.connector.ConnectorChange;
import io.connectorservice.connector.ConnectorDraft;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

/**
 * A change as a caller asks for it.
 */
record ChangeRequest(ConfigurationBody body, IfMatch condition) implements ConnectorChange {

	@Override
	public ConnectorDraft appliedTo(Connector connector) {
		return this.body.draftFrom(connector);
	}

	@Override
	public Optional<JsonNode> apiSpec() {
		return this.body.apiSpec();
	}

	@Override
	public List<Fault> faults() {
		return this.body.faults();
	}

	@Override
	public boolean permits(Connector connector) {
		return this.condition.permits(connector.etag());
	}

}
