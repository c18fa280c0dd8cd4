package io.connectorservice.catalog.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schemas from which a user interface can render the form of an auth method.
 * They contain only what a tenant has to supply to connect the service.
 *
 * @param hasApp whether the operator registered an OAuth app, so that no client is asked
 * for
 */
record FormSchemas(KnownService service, AuthMethod method, boolean hasApp) {

	private static final Set<String> CLIENT_FIELDS = Set.of("client_id", "client_secret", "private_key", "key_id");

	private static final FormField CLIENT_ID = new FormField("Client id",
			"The id of the application that you registered with the provider.", null, null, null, null, null);

	private static final FormField CLIENT_SECRET = new FormField("Client secret",
			"The secret of the application that you registered with the provider.", null, null, null, null, null);

	/**
	 * Builds the schema of everything that a tenant fills in, grouped like the body of a
	 * configuration.
	 */
	ObjectNode buildFormSchema() {
		ObjectNode schema = createObjectSchema(this.method.title());
		Map.of("auth_config", buildAuthConfigSchema(), "credentials", buildCredentialsSchema(), "metadata",
				buildMetadataSchema())
			.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.filter((part) -> !part.getValue().path("properties").isEmpty())
			.forEach((part) -> addProperty(schema, part.getKey(), part.getValue(), part.getValue().has("required")));
		return schema;
	}

	/** Builds the schema of {@code auth_config}. */
	ObjectNode buildAuthConfigSchema() {
		ObjectNode schema = createObjectSchema("Settings");
		if (asksForClient() && !this.method.config().has("client_id")) {
			addProperty(schema, "client_id", buildFieldSchema(CLIENT_ID), true);
		}
		withoutClient(this.method.fields())
			.forEach((name, field) -> addProperty(schema, name, buildFieldSchema(field), !field.isOptional()));
		return schema;
	}

	/**
	 * Builds the schema of {@code credentials}, which are stored in the secret store
	 * whether or not they are secret.
	 */
	ObjectNode buildCredentialsSchema() {
		ObjectNode schema = createObjectSchema("Credentials");
		if (asksForClient() && !isPublicClient()) {
			addProperty(schema, "client_secret", buildCredentialSchema(CLIENT_SECRET), true);
		}
		withoutClient(this.method.credentials())
			.forEach((name, field) -> addProperty(schema, name, buildCredentialSchema(field), !field.isOptional()));
		return schema;
	}

	private boolean asksForClient() {
		return this.method.authType().equals("oauth2") && !this.hasApp;
	}

	private Map<String, FormField> withoutClient(Map<String, FormField> fields) {
		Map<String, FormField> rest = new LinkedHashMap<>(fields);
		if (this.hasApp) {
			rest.keySet().removeAll(CLIENT_FIELDS);
		}
		return rest;
	}

	private boolean isPublicClient() {
		return this.method.config().path("token_endpoint_auth_method").asString("").equals("none");
	}

	/**
	 * Builds the schema of the {@code metadata} that calls signed with this method need.
	 */
	ObjectNode buildMetadataSchema() {
		ObjectNode schema = createObjectSchema("Address");
		this.service.variables()
			.entrySet()
			.stream()
			.filter((entry) -> isUsed("{" + entry.getKey() + "}"))
			.forEach((entry) -> addProperty(schema, entry.getKey(), buildVariableSchema(entry.getValue()),
					entry.getValue().otherwise() == null && !this.method.connectionData().containsKey(entry.getKey())));
		return schema;
	}

	private boolean isUsed(String placeholder) {
		String base = (this.method.baseUrl() != null) ? this.method.baseUrl() : this.service.baseUrl();
		return Stream
			.concat(Stream.of(base, this.method.config().toString()),
					Stream.concat(this.service.headers().values().stream(), this.service.query().values().stream()))
			.anyMatch((template) -> template.contains(placeholder));
	}

	private static ObjectNode createObjectSchema(String title) {
		ObjectNode schema = StrictJson.mapper().createObjectNode().put("type", "object").put("title", title);
		schema.putObject("properties");
		return schema;
	}

	// JSON objects have no order, so a form renderer can sort the fields by this value
	private static void addProperty(ObjectNode schema, String name, ObjectNode field, boolean required) {
		ObjectNode properties = schema.withObject("/properties");
		properties.set(name, field.put("order", properties.size() + 1));
		if (required) {
			schema.withArray("/required").add(name);
		}
	}

	// if only the auth method explains where to find
	// a value, each of its fields repeats that help
	private ObjectNode buildFieldSchema(FormField field) {
		return buildTextSchema(field.title(), (field.help() == null) ? this.method.help() : field.help(),
				field.pattern(), field.choices(), field.example())
			.put("secret", false);
	}

	private ObjectNode buildCredentialSchema(FormField field) {
		ObjectNode credential = buildFieldSchema(field).put("writeOnly", true).put("secret", field.isSecret());
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
