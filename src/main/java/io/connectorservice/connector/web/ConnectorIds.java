package io.connectorservice.connector.web;

import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.RequestContext;

/**
 * Reads a connector's id from the path. What is no id at all names no connector either.
 */
final class ConnectorIds {

	private ConnectorIds() {
	}

	/** From here on log lines show it. */
	static UUID parse(String id) {
		UUID connector = TenantId.parse(id)
			.map(TenantId::value)
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector."));
		RequestContext.CONNECTOR_ID.set(connector.toString());
		return connector;
	}

}
