package io.connectorservice.external;

import java.util.Map;

import io.connectorservice.catalog.UnfilledVariable;
import io.connectorservice.outbound.InvalidHeader;
import io.connectorservice.outbound.OutboundRequest;

/**
 * Adds what a known service wants with every call, such as the version of its API.
 */
final class FixedParts {

	private FixedParts() {
	}

	static OutboundRequest added(OutboundRequest request, Connection connection) {
		try {
			OutboundRequest added = request;
			for (Map.Entry<String, String> header : connection.known().headers().entrySet()) {
				added = request.headers().containsKey(header.getKey()) ? added
						: added.withHeader(header.getKey(), header.getValue());
			}
			for (Map.Entry<String, String> parameter : connection.known().query().entrySet()) {
				added = added.withQueryUnlessThere(parameter.getKey(), parameter.getValue());
			}
			return added;
		}
		catch (UnfilledVariable unfilled) {
			throw BaseUrl.unusable(String.valueOf(unfilled.getMessage()));
		}
		catch (InvalidHeader refused) {
			throw BaseUrl.unusable("a header of the catalog cannot be sent: " + refused.getMessage());
		}
	}

}
