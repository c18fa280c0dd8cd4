package io.connectorservice.external;

import io.connectorservice.catalog.entry.ProbeCall;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.outbound.OutboundResponse;

/**
 * The result of a connection test.
 *
 * @param success whether the service accepted the credentials
 * @param statusCode the service's HTTP status
 * @param message an explanation for people
 */
public record ProbeResult(boolean success, int statusCode, String message) {

	static ProbeResult of(OutboundResponse response, ServiceConnection connection) {
		int status = response.status();
		ResponseOutcome outcome = ResponseOutcome.of(response, connection,
				new ServiceAddress(connection).findKnownProbe().map(ProbeCall::success));
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
