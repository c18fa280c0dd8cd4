package io.connectorservice.external;

import java.util.Optional;

import io.connectorservice.catalog.entry.BodyPredicate;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.external.call.ResponseReader;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.json.KeepableText;
import io.connectorservice.outbound.OutboundResponse;
import tools.jackson.databind.JsonNode;

/**
 * Whether an answer tells of success: by its status, and by what its body says where the
 * service is known to answer failures with 2xx.
 *
 * @param message the service's own words of a failure; empty where it has none
 */
record ResponseOutcome(boolean success, String message) {

	private static final int LONGEST_MESSAGE = 300;

	static ResponseOutcome of(OutboundResponse answer, ServiceConnection serviceConnection) {
		return of(answer, serviceConnection, Optional.empty());
	}

	/**
	 * The outcome of a call.
	 * @param own what this call's answer holds, in place of what the service's answers do
	 */
	static ResponseOutcome of(OutboundResponse answer, ServiceConnection serviceConnection,
			Optional<BodyPredicate> own) {
		Optional<KnownService> service = serviceConnection.known().service();
		Optional<BodyPredicate> predicate = own.or(() -> service.map(KnownService::success));
		boolean success = ResponseReader.isSuccess(answer.status());
		if (service.isEmpty() || (success && predicate.isEmpty())) {
			return new ResponseOutcome(success, "");
		}
		Optional<JsonNode> body = ResponseReader.parseJson(answer);
		boolean holds = success && predicate.map((expected) -> isPredicateMet(expected, body, answer)).orElse(true);
		return new ResponseOutcome(holds,
				holds ? ""
						: body.flatMap(service.get()::findErrorMessage)
							.map(KeepableText::replaceUnstorableCharacters)
							.map(ResponseOutcome::shortenMessage)
							.orElse(""));
	}

	// a file, or an answer that has no body by its status, is judged by its status; any
	// other body that cannot be looked at does not say that the call succeeded
	private static boolean isPredicateMet(BodyPredicate expected, Optional<JsonNode> body, OutboundResponse answer) {
		return body.map(expected::matches)
			.orElseGet(
					() -> ResponseReader.isDeclaredBinary(answer) || answer.status() == 204 || answer.status() == 205);
	}

	private static String shortenMessage(String message) {
		return (message.length() <= LONGEST_MESSAGE) ? message : message.substring(0, LONGEST_MESSAGE) + "…";
	}

	/** To be put behind a sentence's last word. */
	String renderSuffix() {
		return this.message.isEmpty() ? "" : ": " + this.message.replaceAll("[.\\s]+$", "");
	}

}
