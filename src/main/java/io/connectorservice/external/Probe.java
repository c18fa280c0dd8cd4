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
 * The call that tests a connection: GET on the path that the configuration names, else
 * the one that the catalog knows, else GET on the base URL.
 */
final class Probe {

	static final String TEST_PATH = "test_path";

	private Probe() {
	}

	static OutboundRequest buildRequest(ServiceConnection serviceConnection) {
		try {
			TargetUrl base = BaseUrl.requireBaseUrl(serviceConnection);
			OutboundRequest request = OutboundRequest.of(
					findKnownProbe(serviceConnection).map(ProbeCall::method).orElse("GET"),
					buildTarget(base, serviceConnection));
			return findKnownProbe(serviceConnection).map(ProbeCall::body)
				.map((body) -> request.withBody("application/json", body.toString().getBytes(StandardCharsets.UTF_8)))
				.orElse(request);
		}
		catch (InvalidTargetException refused) {
			// checked when it was saved, but the row may have been changed by SQL since
			throw BaseUrl.configurationInvalidProblem("metadata." + TEST_PATH + ": " + refused.getMessage());
		}
	}

	static TargetUrl buildTarget(TargetUrl base, ServiceConnection serviceConnection) {
		return Optional.ofNullable(serviceConnection.metadataText(TEST_PATH))
			.or(() -> findKnownProbe(serviceConnection).map(ProbeCall::path))
			.map(base::resolve)
			.orElse(base);
	}

	// the tenant's own path is probed in its stead
	private static Optional<ProbeCall> findKnownProbe(ServiceConnection serviceConnection) {
		return (serviceConnection.metadataText(TEST_PATH) != null) ? Optional.empty()
				: serviceConnection.known().service().map(KnownService::probe);
	}

	static ProbeResult judgeResponse(OutboundResponse answer, ServiceConnection serviceConnection) {
		int status = answer.status();
		ResponseOutcome responseOutcome = ResponseOutcome.of(answer, serviceConnection,
				findKnownProbe(serviceConnection).map(ProbeCall::success));
		if (responseOutcome.success()) {
			return new ProbeResult(true, status, "The service took the credentials (status " + status + ").");
		}
		String message = switch (status) {
			case 401, 403 -> "The service refused the credentials (status " + status + ")";
			case 404 -> "The service has nothing at the tested address (status 404): set metadata.test_path";
			case 429 -> "The service asks for fewer calls (status 429)";
			default -> "The service answered with status " + status;
		};
		return new ProbeResult(false, status, message + responseOutcome.renderSuffix() + ".");
	}

}
