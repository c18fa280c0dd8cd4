package io.connectorservice.external;

import java.util.Optional;

import io.connectorservice.catalog.KnownService;
import io.connectorservice.catalog.Predicate;
import io.connectorservice.json.KeepableText;
import io.connectorservice.outbound.OutboundResponse;
import tools.jackson.databind.JsonNode;

/**
 * Whether an answer tells of success: by its status, and by what its body says where the
 * service is known to answer failures with 2xx.
 *
 * @param message the service's own words of a failure; empty where it has none
 */
record Outcome(boolean success, String message) {

	private static final int LONGEST_MESSAGE = 300;

	static Outcome of(OutboundResponse answer, Connection connection) {
		return of(answer, connection, Optional.empty());
	}

	/**
	 * The outcome of a call.
	 * @param own what this call's answer holds, in place of what the service's answers do
	 */
	static Outcome of(OutboundResponse answer, Connection connection, Optional<Predicate> own) {
		Optional<KnownService> service = connection.known().service();
		Optional<Predicate> predicate = own.or(() -> service.map(KnownService::success));
		boolean success = Answers.isSuccess(answer.status());
		if (service.isEmpty() || (success && predicate.isEmpty())) {
			return new Outcome(success, "");
		}
		Optional<JsonNode> body = Answers.json(answer);
		boolean holds = success && predicate.map((expected) -> holds(expected, body, answer)).orElse(true);
		return new Outcome(holds, holds ? ""
				: body.flatMap(service.get()::message).map(KeepableText::clean).map(Outcome::shortened).orElse(""));
	}

	// a file, or an answer that has no body by its status, is judged by its status; any
	// other body that cannot be looked at does not say that the call succeeded
	private static boolean holds(Predicate expected, Optional<JsonNode> body, OutboundResponse answer) {
		return body.map(expected::holds)
			.orElseGet(() -> Answers.isDeclaredBinary(answer) || answer.status() == 204 || answer.status() == 205);
	}

	private static String shortened(String message) {
		return (message.length() <= LONGEST_MESSAGE) ? message : message.substring(0, LONGEST_MESSAGE) + "…";
	}

	/** To be put behind a sentence's last word. */
	String saying() {
		return this.message.isEmpty() ? "" : ": " + this.message.replaceAll("[.\\s]+$", "");
	}

}
