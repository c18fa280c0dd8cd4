package io.connectorservice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.connectorservice.webhook.StateChange;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;

/**
 * Describes the messages that the operator's webhook gets.
 */
final class WebhookDescription {

	private static final String HOW = """
			Sent to the operator's WEBHOOK_URL as Standard Webhooks has it: signed, at least once under the same \
			webhook-id, again after growing pauses for four days until it is answered with 2xx; 410 ends that. A \
			connector's messages come in order unless one of them fails five times.""";

	private WebhookDescription() {
	}

	static Map<String, PathItem> all() {
		Map<String, PathItem> all = new LinkedHashMap<>();
		for (StateChange change : StateChange.values()) {
			all.put(change.type(), new PathItem().post(message(change)));
		}
		return all;
	}

	private static Operation message(StateChange change) {
		return new Operation().operationId(change.type().replace('.', '_'))
			.summary(change.sentence())
			.description(HOW)
			.tags(List.of("Webhooks"))
			.security(List.of())
			.addParametersItem(header("webhook-id", "Names the message, also when it comes again"))
			.addParametersItem(header("webhook-timestamp", "When this attempt was made, in seconds since 1970"))
			.addParametersItem(header("webhook-signature",
					"v1, and the base64 of HMAC-SHA256 over id.timestamp.body; one for each secret, separated by spaces"))
			.requestBody(new RequestBody().required(true)
				.content(new Content().addMediaType("application/json", new MediaType().schema(body(change)))))
			.responses(new ApiResponses().addApiResponse("2XX", new ApiResponse().description("Taken")));
	}

	private static HeaderParameter header(String name, String description) {
		HeaderParameter header = new HeaderParameter();
		header.name(name).required(true).description(description).schema(text());
		return header;
	}

	private static Schema<?> body(StateChange change) {
		return object(List.of("type", "timestamp", "data")).addProperty("type", text()._const(change.type()))
			.addProperty("timestamp", text().format("date-time").description("When it changed"))
			.addProperty("data",
					object(List.of("tenant_id", "connector_id")).addProperty("tenant_id", id())
						.addProperty("connector_id", id())
						.addProperty("code", optional("string").description("The problem's code, for a failure"))
						.addProperty("upstream_status",
								optional("integer").description("The external service's status, where it answered"))
						.addProperty("request_id", optional("string").description("The request that led to it")));
	}

	private static Schema<?> object(List<String> required) {
		return new Schema<>().types(Set.of("object")).required(required);
	}

	private static Schema<?> id() {
		return text().format("uuid");
	}

	private static Schema<?> text() {
		return new Schema<>().types(Set.of("string"));
	}

	private static Schema<?> optional(String type) {
		return new Schema<>().types(Set.of(type, "null"));
	}

}
