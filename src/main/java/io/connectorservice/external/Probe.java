package io.connectorservice.external;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.connectorservice.catalog.KnownService;
import io.connectorservice.catalog.ProbeCall;
import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.TargetUrl;

/**
 * The call that tests a connection: GET on the path that the configuration names, else
 * the one that the catalog knows, else GET on the base URL.
 */
final class Probe {

	static final String TEST_PATH = "test_path";

	private Probe() {
	}

	static OutboundRequest request(Connection connection) {
		try {
			TargetUrl base = BaseUrl.require(connection);
			OutboundRequest request = OutboundRequest.of(known(connection).map(ProbeCall::method).orElse("GET"),
					target(base, connection));
			return known(connection).map(ProbeCall::body)
				.map((body) -> request.withBody("application/json", body.toString().getBytes(StandardCharsets.UTF_8)))
				.orElse(request);
		}
		catch (InvalidTarget refused) {
			// checked when it was saved, but the row may have been changed by SQL since
			throw BaseUrl.unusable("metadata." + TEST_PATH + ": " + refused.getMessage());
		}
	}

	static TargetUrl target(TargetUrl base, Connection connection) {
		return Optional.ofNullable(connection.metadataText(TEST_PATH))
			.or(() -> known(connection).map(ProbeCall::path))
			.map(base::resolve)
			.orElse(base);
	}

	// the tenant's own path is probed in its stead
	private static Optional<ProbeCall> known(Connection connection) {
		return (connection.metadataText(TEST_PATH) != null) ? Optional.empty()
				: connection.known().service().map(KnownService::probe);
	}

	static ProbeResult verdict(OutboundResponse answer, Connection connection) {
		int status = answer.status();
		Outcome outcome = Outcome.of(answer, connection, known(connection).map(ProbeCall::success));
		if (outcome.success()) {
			return new ProbeResult(true, status, "The service took the credentials (status " + status + ").");
		}
		String message = switch (status) {
			case 401, 403 -> "The service refused the credentials (status " + status + ")";
			case 404 -> "The service has nothing at the tested address (status 404): set metadata.test_path";
			case 429 -> "The service asks for fewer calls (status 429)";
			default -> "The service answered with status " + status;
		};
		return new ProbeResult(false, status, message + outcome.saying() + ".");
	}

}
