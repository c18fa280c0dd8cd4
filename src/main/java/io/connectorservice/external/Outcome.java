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
		// what is no JSON, such as a file, is judged by its status
		boolean holds = success && predicate.flatMap((expected) -> body.map(expected::holds)).orElse(true);
		return new Outcome(holds, holds ? ""
				: body.flatMap(service.get()::message).map(KeepableText::clean).map(Outcome::shortened).orElse(""));
	}

	private static String shortened(String message) {
		return (message.length() <= LONGEST_MESSAGE) ? message : message.substring(0, LONGEST_MESSAGE) + "…";
	}

	/** To be put behind a sentence's last word. */
	String saying() {
		return this.message.isEmpty() ? "" : ": " + this.message.replaceAll("[.\\s]+$", "");
	}

}
