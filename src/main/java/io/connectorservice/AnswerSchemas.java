package io.connectorservice;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.event.EventKind;
import io.connectorservice.problem.ProblemCode;
import io.swagger.v3.oas.models.media.Schema;

/**
 * Says of answers' fields what their Java types cannot: which hold JSON of any shape, and
 * which values a text can have.
 */
@SuppressWarnings("rawtypes") // the description's own type
final class AnswerSchemas {

	static final String PROBLEM_CODE = "ProblemCode";

	private static final String LAST_ERROR = "ConnectorError";

	private static final List<String> AUTH_TYPES = List.of("oauth2", "apikey", "basic", "custom");

	private static final List<String> CONNECTION = List.of("not_connected", "connected", "reauthorization_required");

	private AnswerSchemas() {
	}

	static void complete(Map<String, Schema> schemas) {
		schemas.put(PROBLEM_CODE, choice("Why it failed; more may come", codes()));
		schemas.put(LAST_ERROR, lastError());
		describeJson(schemas);
		describeChoices(schemas);
		for (String schema : List.of("ConnectorEvent", "AuthorizationStatus", "LastError", "Problem")) {
			put(schemas, schema, "code", reference(PROBLEM_CODE));
		}
		schemas.values().forEach(AnswerSchemas::openFreeObjects);
	}

	private static List<String> codes() {
		return Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList();
	}

	private static Schema<?> lastError() {
		Schema<?> error = object("Why it did not work last", "object");
		error.addProperty("code", reference(PROBLEM_CODE));
		error.addProperty("message", text("What to change"));
		error.addProperty("status_code",
				new Schema<>().types(Set.of("integer", "null")).description("The service's status"));
		error.addProperty("occurred_at", text("When").format("date-time"));
		return error;
	}

	private static void describeJson(Map<String, Schema> schemas) {
		put(schemas, "Data", "data", any("What the service answered: JSON as it is, text as a string,"
				+ " anything else in Base64; null where there was no body"));
		put(schemas, "ActionResult", "result", any("As data of a read"));
		put(schemas, "Configuration", "auth_config", object("Names where secrets lie, holds none", "object"));
		put(schemas, "Configuration", "api_spec", object("The OpenAPI description", "object", "null"));
		put(schemas, "Configuration", "metadata", object("Anything else", "object", "null"));
		put(schemas, "Configuration", "last_error", reference(LAST_ERROR));
		put(schemas, "Configuration", "connection_data", object("What the provider sent with the connection, as far as"
				+ " the catalog names it, such as the company that the person chose", "object", "null"));
		Map.of("given", "The fields of auth_config that need not be sent", "auth_config_schema",
				"The JSON Schema of auth_config", "credentials_schema", "The JSON Schema of credentials",
				"metadata_schema", "The JSON Schema of metadata", "form_schema",
				"The JSON Schema of all that a form asks for: parts of the body that creates the connector."
						+ " Fields carry order, placeholder and secret")
			.forEach((field, description) -> put(schemas, "WayToAuthenticate", field, object(description, "object")));
		put(schemas, "Action", "payload_schema", object("The payload's JSON Schema", "object"));
	}

	private static void describeChoices(Map<String, Schema> schemas) {
		for (String schema : List.of("Configuration", "ConnectorSummary", "WayToAuthenticate")) {
			put(schemas, schema, "auth_type", choice("How calls are signed", AUTH_TYPES));
		}
		for (String schema : List.of("Configuration", "ConnectorSummary")) {
			put(schemas, schema, "connection_status",
					choice("Whether OAuth 2 tokens work; null for other ways to authenticate", CONNECTION));
		}
		put(schemas, "AuthorizationStatus", "status",
				choice("How it stands", List.of("pending", "connected", "failed", "expired")));
		put(schemas, "ConnectorEvent", "kind",
				choice("What happened; more may come", Stream.of(EventKind.values()).map(EventKind::text).toList()));
		put(schemas, "ConnectorEvent", "outcome", choice("How it ended", List.of("success", "failure")));
		put(schemas, "Action", "method",
				choice("The HTTP method", List.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH")));
		put(schemas, "SourceMetadata", "encoding",
				choice("There where the body is neither JSON nor text", List.of("base64")));
	}

	/**
	 * Objects of which nothing is said hold anything. Generators of clients take them for
	 * empty ones unless that is said.
	 */
	@SuppressWarnings("unchecked")
	static void openFreeObjects(Schema schema) {
		Set<String> types = schema.getTypes();
		if (types != null && types.contains("object") && schema.getProperties() == null
				&& schema.getAdditionalProperties() == null) {
			schema.setAdditionalProperties(true);
		}
		if (schema.getProperties() != null) {
			((Map<String, Schema>) schema.getProperties()).values().forEach(AnswerSchemas::openFreeObjects);
		}
		if (schema.getItems() != null) {
			openFreeObjects(schema.getItems());
		}
	}

	private static Schema<?> any(String description) {
		return new Schema<>().description(description);
	}

	private static Schema<?> text(String description) {
		return new Schema<>().types(Set.of("string")).description(description);
	}

	private static Schema<?> object(String description, String... types) {
		return new Schema<>().types(Set.of(types)).description(description);
	}

	private static Schema<?> choice(String description, List<String> values) {
		Schema<Object> choice = new Schema<>();
		choice.types(Set.of("string")).description(description);
		values.forEach(choice::addEnumItemObject);
		return choice;
	}

	static Schema<?> reference(String name) {
		return new Schema<>().$ref("#/components/schemas/" + name);
	}

	@SuppressWarnings("unchecked")
	private static void put(Map<String, Schema> schemas, String schema, String field, Schema<?> description) {
		Objects.requireNonNull(schemas.get(schema), schema).getProperties().put(field, description);
	}

}
