package io.connectorservice.openapi;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.event.EventKind;
import io.connectorservice.problem.ProblemCode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Adds to response schemas what Java types cannot express: which fields hold JSON of any
 * shape, and which values a text can have.
 */
@SuppressWarnings("rawtypes") // the swagger models use raw types
final class ResponseSchemas implements OpenApiCustomizer {

	static final String PROBLEM_CODE = "ProblemCode";

	private static final String LAST_ERROR = "ConnectorError";

	private static final List<String> AUTH_TYPES = List.of("oauth2", "apikey", "basic", "custom");

	private static final List<String> CONNECTION = List.of("not_connected", "confirmation_required", "connected",
			"reauthorization_required");

	@Override
	public void customise(OpenAPI api) {
		Map<String, Schema> schemas = api.getComponents().getSchemas();
		schemas.put(PROBLEM_CODE, createEnumSchema("Why it failed; more may come", listProblemCodes()));
		schemas.put(LAST_ERROR, createLastErrorSchema());
		describeJson(schemas);
		describeChoices(schemas);
		for (String schema : List.of("ConnectorEvent", "AuthorizationStatus", "LastError", "Problem")) {
			putProperty(schemas, schema, "code", RequestSchemas.createReference(PROBLEM_CODE));
		}
		schemas.values().forEach(ResponseSchemas::openFreeObjects);
	}

	private static List<String> listProblemCodes() {
		return Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList();
	}

	private static Schema<?> createLastErrorSchema() {
		Schema<?> error = createObjectSchema("Why it did not work last", "object");
		error.addProperty("code", RequestSchemas.createReference(PROBLEM_CODE));
		error.addProperty("message", createTextSchema("What to change"));
		error.addProperty("status_code",
				new Schema<>().types(Set.of("integer", "null")).description("The service's status"));
		error.addProperty("occurred_at", createTextSchema("When").format("date-time"));
		return error;
	}

	private static void describeJson(Map<String, Schema> schemas) {
		putProperty(schemas, "Data", "data",
				createAnySchema("What the service answered: JSON as it is, text as a string,"
						+ " anything else in Base64; null where there was no body"));
		putProperty(schemas, "ActionResult", "result", createAnySchema("As data of a read"));
		putProperty(schemas, "Configuration", "auth_config",
				createObjectSchema("Names where secrets lie, holds none", "object"));
		putProperty(schemas, "Configuration", "api_spec",
				createObjectSchema("The OpenAPI description", "object", "null"));
		putProperty(schemas, "Configuration", "metadata", createObjectSchema("Anything else", "object", "null"));
		putProperty(schemas, "Configuration", "last_error", RequestSchemas.createReference(LAST_ERROR));
		putProperty(schemas, "Configuration", "connection_data",
				createObjectSchema(
						"What the provider sent with the connection, as far as"
								+ " the catalog names it, such as the company that the person chose",
						"object", "null"));
		Map.of("given", "The fields of auth_config that need not be sent", "auth_config_schema",
				"The JSON Schema of auth_config", "credentials_schema", "The JSON Schema of credentials",
				"metadata_schema", "The JSON Schema of metadata", "form_schema",
				"The JSON Schema of all that a form asks for: parts of the body that creates the connector."
						+ " Fields carry order, placeholder and secret")
			.forEach((field, description) -> putProperty(schemas, "WayToAuthenticate", field,
					createObjectSchema(description, "object")));
		putProperty(schemas, "Action", "payload_schema", createObjectSchema("The payload's JSON Schema", "object"));
	}

	private static void describeChoices(Map<String, Schema> schemas) {
		for (String schema : List.of("Configuration", "ConnectorSummary", "WayToAuthenticate")) {
			putProperty(schemas, schema, "auth_type", createEnumSchema("How calls are signed", AUTH_TYPES));
		}
		for (String schema : List.of("Configuration", "ConnectorSummary")) {
			putProperty(schemas, schema, "connection_status",
					createEnumSchema("Whether OAuth 2 tokens work; null for other ways to authenticate", CONNECTION));
		}
		putProperty(schemas, "AuthorizationStatus", "status", createEnumSchema("How it stands",
				List.of("pending", "confirmation_required", "connected", "failed", "expired")));
		putProperty(schemas, "ConnectorEvent", "kind", createEnumSchema("What happened; more may come",
				Stream.of(EventKind.values()).map(EventKind::text).toList()));
		putProperty(schemas, "ConnectorEvent", "outcome",
				createEnumSchema("How it ended", List.of("success", "failure")));
		putProperty(schemas, "Action", "method", createEnumSchema("The HTTP method",
				List.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH")));
		putProperty(schemas, "SourceMetadata", "encoding",
				createEnumSchema("There where the body is neither JSON nor text", List.of("base64")));
	}

	/**
	 * Declares that objects without properties accept any. Without that, client
	 * generators treat them as empty.
	 */
	@SuppressWarnings("unchecked")
	private static void openFreeObjects(Schema schema) {
		Set<String> types = schema.getTypes();
		if (types != null && types.contains("object") && schema.getProperties() == null
				&& schema.getAdditionalProperties() == null) {
			schema.setAdditionalProperties(true);
		}
		if (schema.getProperties() != null) {
			((Map<String, Schema>) schema.getProperties()).values().forEach(ResponseSchemas::openFreeObjects);
		}
		if (schema.getItems() != null) {
			openFreeObjects(schema.getItems());
		}
	}

	private static Schema<?> createAnySchema(String description) {
		return new Schema<>().description(description);
	}

	private static Schema<?> createTextSchema(String description) {
		return new Schema<>().types(Set.of("string")).description(description);
	}

	private static Schema<?> createObjectSchema(String description, String... types) {
		return new Schema<>().types(Set.of(types)).description(description);
	}

	private static Schema<?> createEnumSchema(String description, List<String> values) {
		Schema<Object> choice = new Schema<>();
		choice.types(Set.of("string")).description(description);
		values.forEach(choice::addEnumItemObject);
		return choice;
	}

	@SuppressWarnings("unchecked")
	private static void putProperty(Map<String, Schema> schemas, String schema, String field, Schema<?> description) {
		Objects.requireNonNull(schemas.get(schema), schema).getProperties().put(field, description);
	}

}
