package io.connectorservice.external;

import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.TargetUrl;

/**
 * The call that tests a connection: GET on the path that the configuration names, else on
 * the base URL.
 */
final class Probe {

	static final String TEST_PATH = "test_path";

	private Probe() {
	}

	static OutboundRequest request(Connection connection) {
		try {
			return OutboundRequest.of("GET", target(BaseUrl.require(connection), connection));
		}
		catch (InvalidTarget refused) {
			// checked when it was saved, but the row may have been changed by SQL since
			throw BaseUrl.unusable("metadata." + TEST_PATH + ": " + refused.getMessage());
		}
	}

	static TargetUrl target(TargetUrl base, Connection connection) {
		String path = connection.metadataText(TEST_PATH);
		return (path == null) ? base : base.resolve(path);
	}

	static ProbeResult verdict(OutboundResponse answer) {
		int status = answer.status();
		if (Answers.isSuccess(status)) {
			return new ProbeResult(true, status, "The service took the credentials (status " + status + ").");
		}
		return new ProbeResult(false, status, switch (status) {
			case 401, 403 -> "The service refused the credentials (status " + status + ").";
			case 404 -> "The service has nothing at the tested address (status 404): set metadata.test_path.";
			case 429 -> "The service asks for fewer calls (status 429).";
			default -> "The service answered with status " + status + ".";
		});
	}

}
