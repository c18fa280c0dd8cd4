package io.connectorservice.catalog;

import java.util.List;
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
			"The id of the application that you registered with the provider.", null, null, null, null);

	private static final FormField CLIENT_SECRET = new FormField("Client secret",
			"The secret of the application that you registered with the provider.", null, null, null, null);

	private FormSchemas() {
	}

	/** Of {@code auth_config}. */
	static ObjectNode authConfig(AuthWay way) {
		ObjectNode schema = object();
		if (isOAuth2(way) && !way.config().has("client_id")) {
			add(schema, "client_id", field(CLIENT_ID), true);
		}
		way.fields().forEach((name, field) -> add(schema, name, field(field), !field.isOptional()));
		return schema;
	}

	/** Of {@code credentials}, all of whose values are secrets. */
	static ObjectNode credentials(AuthWay way) {
		ObjectNode schema = object();
		if (isOAuth2(way) && !isPublicClient(way)) {
			add(schema, "client_secret", secret(CLIENT_SECRET), true);
		}
		way.credentials().forEach((name, field) -> add(schema, name, secret(field), !field.isOptional()));
		return schema;
	}

	private static boolean isOAuth2(AuthWay way) {
		return way.authType().equals("oauth2");
	}

	private static boolean isPublicClient(AuthWay way) {
		return way.config().path("token_endpoint_auth_method").asString("").equals("none");
	}

	/** Of {@code metadata}, as far as calls that are signed in this way need it. */
	static ObjectNode metadata(KnownService service, AuthWay way) {
		ObjectNode schema = object();
		service.variables()
			.entrySet()
			.stream()
			.filter((entry) -> isUsed("{" + entry.getKey() + "}", service, way))
			.forEach((entry) -> add(schema, entry.getKey(), variable(entry.getValue()),
					entry.getValue().otherwise() == null && !way.connectionData().containsKey(entry.getKey())));
		return schema;
	}

	private static boolean isUsed(String place, KnownService service, AuthWay way) {
		String base = (way.baseUrl() != null) ? way.baseUrl() : service.baseUrl();
		return Stream
			.concat(Stream.of(base, way.config().toString()),
					Stream.concat(service.headers().values().stream(), service.query().values().stream()))
			.anyMatch((template) -> template.contains(place));
	}

	private static ObjectNode object() {
		ObjectNode schema = StrictJson.mapper().createObjectNode().put("type", "object");
		schema.putObject("properties");
		return schema;
	}

	private static void add(ObjectNode schema, String name, ObjectNode field, boolean required) {
		schema.withObject("/properties").set(name, field);
		if (required) {
			schema.withArray("/required").add(name);
		}
	}

	private static ObjectNode field(FormField field) {
		return text(field.title(), field.help(), field.pattern(), field.choices(), field.example());
	}

	private static ObjectNode secret(FormField field) {
		return field(field).put("writeOnly", true).put("format", "password");
	}

	private static ObjectNode variable(Variable variable) {
		ObjectNode schema = text(variable.title(), variable.help(), variable.pattern(), variable.choices(),
				variable.example());
		return (variable.otherwise() == null) ? schema : schema.put("default", variable.otherwise());
	}

	private static ObjectNode text(String title, @Nullable String help, @Nullable String pattern,
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
			schema.putArray("examples").add(example);
		}
		return schema;
	}

}
