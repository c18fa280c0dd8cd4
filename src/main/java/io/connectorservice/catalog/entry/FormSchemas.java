package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas of which a form can be drawn: what a tenant fills in to connect a service,
 * and no more.
 */
final class FormSchemas {

	private static final FormField CLIENT_ID = new FormField("Client id",
			"The id of the application that you registered with the provider.", null, null, null, null, null);

	private static final FormField CLIENT_SECRET = new FormField("Client secret",
			"The secret of the application that you registered with the provider.", null, null, null, null, null);

	private FormSchemas() {
	}

	/**
	 * All that a tenant fills in, as the parts of a configuration's body that it becomes.
	 */
	static ObjectNode buildFormSchema(KnownService service, AuthMethod way) {
		ObjectNode schema = createObjectSchema(way.title());
		Map.of("auth_config", buildAuthConfigSchema(way), "credentials", buildCredentialsSchema(way), "metadata",
				buildMetadataSchema(service, way))
			.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.filter((part) -> !part.getValue().path("properties").isEmpty())
			.forEach((part) -> addProperty(schema, part.getKey(), part.getValue(), part.getValue().has("required")));
		return schema;
	}

	/** Of {@code auth_config}. */
	static ObjectNode buildAuthConfigSchema(AuthMethod way) {
		ObjectNode schema = createObjectSchema("Settings");
		if (isOAuth2(way) && !way.config().has("client_id")) {
			addProperty(schema, "client_id", buildFieldSchema(CLIENT_ID, way), true);
		}
		way.fields()
			.forEach((name, field) -> addProperty(schema, name, buildFieldSchema(field, way), !field.isOptional()));
		return schema;
	}

	/**
	 * Of {@code credentials}, which go to the secret store, whether all may see them or
	 * not.
	 */
	static ObjectNode buildCredentialsSchema(AuthMethod way) {
		ObjectNode schema = createObjectSchema("Credentials");
		if (isOAuth2(way) && !isPublicClient(way)) {
			addProperty(schema, "client_secret", buildCredentialSchema(CLIENT_SECRET, way), true);
		}
		way.credentials()
			.forEach(
					(name, field) -> addProperty(schema, name, buildCredentialSchema(field, way), !field.isOptional()));
		return schema;
	}

	private static boolean isOAuth2(AuthMethod way) {
		return way.authType().equals("oauth2");
	}

	private static boolean isPublicClient(AuthMethod way) {
		return way.config().path("token_endpoint_auth_method").asString("").equals("none");
	}

	/** Of {@code metadata}, as far as calls that are signed in this way need it. */
	static ObjectNode buildMetadataSchema(KnownService service, AuthMethod way) {
		ObjectNode schema = createObjectSchema("Address");
		service.variables()
			.entrySet()
			.stream()
			.filter((entry) -> isUsed("{" + entry.getKey() + "}", service, way))
			.forEach((entry) -> addProperty(schema, entry.getKey(), buildVariableSchema(entry.getValue()),
					entry.getValue().otherwise() == null && !way.connectionData().containsKey(entry.getKey())));
		return schema;
	}

	private static boolean isUsed(String place, KnownService service, AuthMethod way) {
		String base = (way.baseUrl() != null) ? way.baseUrl() : service.baseUrl();
		return Stream
			.concat(Stream.of(base, way.config().toString()),
					Stream.concat(service.headers().values().stream(), service.query().values().stream()))
			.anyMatch((template) -> template.contains(place));
	}

	private static ObjectNode createObjectSchema(String title) {
		ObjectNode schema = StrictJson.mapper().createObjectNode().put("type", "object").put("title", title);
		schema.putObject("properties");
		return schema;
	}

	// JSON objects have no order: who draws a form may sort by this
	private static void addProperty(ObjectNode schema, String name, ObjectNode field, boolean required) {
		ObjectNode properties = schema.withObject("/properties");
		properties.set(name, field.put("order", properties.size() + 1));
		if (required) {
			schema.withArray("/required").add(name);
		}
	}

	// where only the way says where a value is found, each of its fields says that
	private static ObjectNode buildFieldSchema(FormField field, AuthMethod way) {
		return buildTextSchema(field.title(), (field.help() == null) ? way.help() : field.help(), field.pattern(),
				field.choices(), field.example())
			.put("secret", false);
	}

	private static ObjectNode buildCredentialSchema(FormField field, AuthMethod way) {
		ObjectNode credential = buildFieldSchema(field, way).put("writeOnly", true).put("secret", field.isSecret());
		return field.isSecret() ? credential.put("format", "password") : credential;
	}

	private static ObjectNode buildVariableSchema(Variable variable) {
		ObjectNode schema = buildTextSchema(variable.title(), variable.help(), variable.pattern(), variable.choices(),
				variable.example());
		schema.put("secret", false);
		return (variable.otherwise() == null) ? schema : schema.put("default", variable.otherwise());
	}

	private static ObjectNode buildTextSchema(String title, @Nullable String help, @Nullable String pattern,
			@Nullable List<String> choices, @Nullable String example) {
		ObjectNode schema = StrictJson.mapper().createObjectNode().put("type", "string").put("title", title);
		if (help != null) {
			schema.put("description", help);
		}
		if (pattern != null) {
			schema.put("pattern", "^(?:" + pattern + ")$");
		}
		if (choices != null) {
			ArrayNode values = schema.putArray("enum");
			choices.forEach(values::add);
		}
		if (example != null) {
			schema.put("placeholder", example).putArray("examples").add(example);
		}
		return schema;
	}

}
