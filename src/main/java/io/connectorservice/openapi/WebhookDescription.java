package io.connectorservice.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.connectorservice.webhook.WebhookEventType;
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
 * Describes the messages that one type of event sends to the operator's webhook.
 */
record WebhookDescription(WebhookEventType change) {

	private static final String HOW = """
			Sent to the operator's WEBHOOK_URL as Standard Webhooks has it: signed, at least once under the same \
			webhook-id, again after growing pauses for four days until it is answered with 2xx; 410 ends that. A \
			connector's messages come in order unless one of them fails five times.""";

	/** Describes the messages of all types. */
	static Map<String, PathItem> describeAll() {
		Map<String, PathItem> all = new LinkedHashMap<>();
		for (WebhookEventType change : WebhookEventType.values()) {
			all.put(change.type(), new PathItem().post(new WebhookDescription(change).describeMessage()));
		}
		return all;
	}

	private Operation describeMessage() {
		return new Operation().operationId(this.change.type().replace('.', '_'))
			.summary(this.change.sentence())
			.description(HOW)
			.tags(List.of("Webhooks"))
			.security(List.of())
			.addParametersItem(createHeader("webhook-id", "Names the message, also when it comes again"))
			.addParametersItem(createHeader("webhook-timestamp", "When this attempt was made, in seconds since 1970"))
			.addParametersItem(createHeader("webhook-signature",
					"v1, and the base64 of HMAC-SHA256 over id.timestamp.body; one for each secret, separated by spaces"))
			.requestBody(new RequestBody().required(true)
				.content(new Content().addMediaType("application/json", new MediaType().schema(createBodySchema()))))
			.responses(new ApiResponses().addApiResponse("2XX", new ApiResponse().description("Taken")));
	}

	private static HeaderParameter createHeader(String name, String description) {
		HeaderParameter header = new HeaderParameter();
		header.name(name).required(true).description(description).schema(createTextSchema());
		return header;
	}

	private Schema<?> createBodySchema() {
		return createObjectSchema(List.of("type", "timestamp", "data"))
			.addProperty("type", createTextSchema()._const(this.change.type()))
			.addProperty("timestamp", createTextSchema().format("date-time").description("When it changed"))
			.addProperty("data", createObjectSchema(List.of("tenant_id", "connector_id"))
				.addProperty("tenant_id", createIdSchema())
				.addProperty("connector_id", createIdSchema())
				.addProperty("code", createNullableSchema("string").description("The problem's code, for a failure"))
				.addProperty("upstream_status",
						createNullableSchema("integer").description("The external service's status, where it answered"))
				.addProperty("request_id", createNullableSchema("string").description("The request that led to it")));
	}

	private static Schema<?> createObjectSchema(List<String> required) {
		return new Schema<>().types(Set.of("object")).required(required);
	}

	private static Schema<?> createIdSchema() {
		return createTextSchema().format("uuid");
	}

	private static Schema<?> createTextSchema() {
		return new Schema<>().types(Set.of("string"));
	}

	private static Schema<?> createNullableSchema(String type) {
		return new Schema<>().types(Set.of(type, "null"));
	}

}
