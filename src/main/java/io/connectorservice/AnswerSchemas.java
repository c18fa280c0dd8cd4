package io.connectorservice;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.swagger.v3.oas.models.media.Schema;

/**
 * Says of answers' fields what their Java types cannot: which hold JSON of any shape, and
 * which can be null.
 */
@SuppressWarnings("rawtypes") // the description's own type
final class AnswerSchemas {

	private static final Map<String, List<String>> NULLABLE = Map.of("Configuration",
			List.of("scopes", "created_at", "updated_at", "last_connected_at", "connection_status", "token_expires_at",
					"granted_scopes"),
			"ConnectorEvent", List.of("code", "upstream_status", "request_id"), "ConnectorSummary",
			List.of("created_at", "updated_at"), "Action", List.of("summary", "description"), "ServiceSummary",
			List.of("description"), "Service", List.of("description"));

	private AnswerSchemas() {
	}

	static void complete(Map<String, Schema> schemas) {
		put(schemas, "Data", "data", any("What the service answered: JSON as it is, text as a string,"
				+ " anything else in Base64; null where there was no body"));
		put(schemas, "ActionResult", "result", any("As data of a read"));
		put(schemas, "Configuration", "auth_config", object("Names where secrets lie, holds none", "object"));
		put(schemas, "Configuration", "api_spec", object("The OpenAPI description", "object", "null"));
		put(schemas, "Configuration", "metadata", object("Anything else", "object", "null"));
		put(schemas, "Configuration", "last_error",
				object("Why it did not work last: code, message, status_code, occurred_at", "object", "null"));
		Map.of("given", "The fields of auth_config that need not be sent", "auth_config_schema",
				"The JSON Schema of auth_config", "credentials_schema", "The JSON Schema of credentials",
				"metadata_schema", "The JSON Schema of metadata")
			.forEach((field, description) -> put(schemas, "WayToAuthenticate", field, object(description, "object")));
		put(schemas, "Action", "payload_schema", object("The payload's JSON Schema", "object"));
		NULLABLE.forEach((schema, fields) -> fields.forEach((field) -> addNull(schemas, schema, field)));
	}

	private static Schema<?> any(String description) {
		return new Schema<>().description(description);
	}

	private static Schema<?> object(String description, String... types) {
		return new Schema<>().types(Set.of(types)).description(description);
	}

	private static void put(Map<String, Schema> schemas, String schema, String field, Schema<?> description) {
		properties(schemas, schema).put(field, description);
	}

	private static void addNull(Map<String, Schema> schemas, String schema, String field) {
		Schema<?> property = Objects.requireNonNull(properties(schemas, schema).get(field));
		Set<String> types = new TreeSet<>(property.getTypes());
		types.add("null");
		property.setTypes(types);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Schema> properties(Map<String, Schema> schemas, String schema) {
		return Objects.requireNonNull(schemas.get(schema)).getProperties();
	}

}
