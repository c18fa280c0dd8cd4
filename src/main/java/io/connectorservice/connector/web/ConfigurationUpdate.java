package io.connectorservice.connector.web;

import java.util.List;
import java.util.Optional;

import io.connectorservice.connector.Connector;
import io.connectorservice.connector.ConnectorChange;
import io.connectorservice.connector.ConnectorDraft;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The request to change a connector, on the condition that it has a certain version.
 */
record ConfigurationUpdate(ConfigurationRequest body, @Nullable IfMatch condition) implements ConnectorChange {

	@Override
	public ConnectorDraft applyTo(Connector connector) {
		return this.body.applyTo(connector);
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
		return this.condition == null || this.condition.permits(connector.etag());
	}

}
