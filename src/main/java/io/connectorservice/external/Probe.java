package io.connectorservice.external;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.catalog.entry.ProbeCall;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;

/**
 * The request that tests a connection: GET on metadata.test_path, else the catalog
 * entry's probe, else GET on the base URL.
 */
final class Probe {

	static final String TEST_PATH = "test_path";

	private Probe() {
	}

	static OutboundRequest buildRequest(ServiceConnection connection) {
		try {
			TargetUrl base = BaseUrl.requireBaseUrl(connection);
			OutboundRequest request = OutboundRequest
				.of(findKnownProbe(connection).map(ProbeCall::method).orElse("GET"), buildTarget(base, connection));
			return findKnownProbe(connection).map(ProbeCall::body)
				.map((body) -> request.withBody("application/json", body.toString().getBytes(StandardCharsets.UTF_8)))
				.orElse(request);
		}
		catch (InvalidTargetException refused) {
			// the path was checked when it was saved, but somebody may have changed the
			// row by
			// SQL
			throw BaseUrl.configurationInvalidProblem("metadata." + TEST_PATH + ": " + refused.getMessage());
		}
	}

	static TargetUrl buildTarget(TargetUrl base, ServiceConnection connection) {
		return Optional.ofNullable(connection.metadataText(TEST_PATH))
			.or(() -> findKnownProbe(connection).map(ProbeCall::path))
			.map(base::resolve)
			.orElse(base);
	}

	// the tenant's own path replaces the catalog's probe
	private static Optional<ProbeCall> findKnownProbe(ServiceConnection connection) {
		return (connection.metadataText(TEST_PATH) != null) ? Optional.empty()
				: connection.known().service().map(KnownService::probe);
	}

	static ProbeResult judgeResponse(OutboundResponse response, ServiceConnection connection) {
		int status = response.status();
		ResponseOutcome outcome = ResponseOutcome.of(response, connection,
				findKnownProbe(connection).map(ProbeCall::success));
		if (outcome.success()) {
			return new ProbeResult(true, status, "The service took the credentials (status " + status + ").");
		}
		String message = switch (status) {
			case 401, 403 -> "The service refused the credentials (status " + status + ")";
			case 404 -> "The service has nothing at the tested address (status 404): set metadata.test_path";
			case 429 -> "The service asks for fewer calls (status 429)";
			default -> "The service answered with status " + status;
		};
		return new ProbeResult(false, status, message + outcome.renderSuffix() + ".");
	}

}
