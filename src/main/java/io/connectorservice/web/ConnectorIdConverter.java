package io.connectorservice.web;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorId;
import io.connectorservice.trace.RequestContext;

import org.springframework.core.convert.converter.Converter;

/**
 * Reads the connector id in a request's path and adds it to the log context, so that
 * every later log line of the request carries it. A malformed id is answered with 404.
 */
final class ConnectorIdConverter implements Converter<String, ConnectorId> {

	@Override
	public ConnectorId convert(String text) {
		ConnectorId connector = ConnectorId.parse(text)
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector."));
		RequestContext.CONNECTOR_ID.set(connector.toString());
		return connector;
	}

}
