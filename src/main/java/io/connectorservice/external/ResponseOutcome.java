package io.connectorservice.external;

import java.util.Optional;

import io.connectorservice.catalog.entry.BodyPredicate;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.external.call.ResponseBody;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.json.KeepableText;
import io.connectorservice.outbound.OutboundResponse;

/**
 * Whether a call succeeded: by the response's status, and by its body where the service
 * is known to report failures with 2xx.
 *
 * @param message the service's own error message; empty where there is none
 */
record ResponseOutcome(boolean success, String message) {

	private static final int LONGEST_MESSAGE = 300;

	static ResponseOutcome of(OutboundResponse response, ServiceConnection connection) {
		return of(response, connection, Optional.empty());
	}

	/**
	 * The outcome of a call.
	 * @param own the condition for this call, in place of the service's general one
	 */
	static ResponseOutcome of(OutboundResponse response, ServiceConnection connection, Optional<BodyPredicate> own) {
		Optional<KnownService> service = connection.known().service();
		Optional<BodyPredicate> predicate = own.or(() -> service.map(KnownService::success));
		boolean success = response.isSuccess();
		if (service.isEmpty() || (success && predicate.isEmpty())) {
			return new ResponseOutcome(success, "");
		}
		ResponseBody body = ResponseBody.of(response);
		boolean holds = success
				&& predicate.map((expected) -> isPredicateMet(expected, body, response.status())).orElse(true);
		return new ResponseOutcome(holds,
				holds ? ""
						: body.json()
							.flatMap(service.get()::findErrorMessage)
							.map(KeepableText::replaceUnstorableCharacters)
							.map(ResponseOutcome::shortenMessage)
							.orElse(""));
	}

	// a file, and a response whose status allows no body, are judged by their status; any
	// other body that is not JSON does not prove success
	private static boolean isPredicateMet(BodyPredicate expected, ResponseBody body, int status) {
		return body.json()
			.map(expected::matches)
			.orElseGet(() -> body.isDeclaredBinary() || status == 204 || status == 205);
	}

	private static String shortenMessage(String message) {
		return (message.length() <= LONGEST_MESSAGE) ? message : message.substring(0, LONGEST_MESSAGE) + "…";
	}

	/** The message as the end of a sentence: a colon and the text, or nothing. */
	String renderSuffix() {
		return this.message.isEmpty() ? "" : ": " + this.message.replaceAll("[.\\s]+$", "");
	}

}
