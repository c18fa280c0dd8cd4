package io.connectorservice.external;

import java.util.Map;

import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.outbound.InvalidHeaderException;
import io.connectorservice.outbound.OutboundRequest;

/**
 * Adds the headers and query parameters that a catalog entry defines for every call, such
 * as an API version.
 */
final class ServiceDefaults {

	private ServiceDefaults() {
	}

	static OutboundRequest addFixedParts(OutboundRequest request, ServiceConnection connection) {
		try {
			OutboundRequest added = request;
			for (Map.Entry<String, String> header : connection.known().resolveHeaders().entrySet()) {
				added = request.headers().containsKey(header.getKey()) ? added
						: added.withHeader(header.getKey(), header.getValue());
			}
			for (Map.Entry<String, String> parameter : connection.known().resolveQuery().entrySet()) {
				added = added.withQueryUnlessThere(parameter.getKey(), parameter.getValue());
			}
			return added;
		}
		catch (UnfilledVariableException unfilled) {
			throw BaseUrl.configurationInvalidProblem(String.valueOf(unfilled.getMessage()));
		}
		catch (InvalidHeaderException refused) {
			throw BaseUrl
				.configurationInvalidProblem("a header of the catalog cannot be sent: " + refused.getMessage());
		}
	}

}
