package io.connectorservice.apispec;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Derives a connector's authentication settings from a description's security schemes, so
 * that they need not be configured again.
 */
public final class SecuritySchemes {

	private final List<JsonNode> schemes = new ArrayList<>();

	private final @Nullable String server;

	private SecuritySchemes(JsonNode description) {
		this.server = Server.firstOf(description).findUrl().orElse(null);
		References references = new References(description);
		JsonNode declared = description.path("components").path("securitySchemes");
		Stream<String> required = description.path("security")
			.valueStream()
			.flatMap((alternative) -> alternative.propertyNames().stream());
		Stream.concat(required, declared.propertyNames().stream())
			.distinct()
			.forEach((name) -> this.schemes.add(references.resolve(declared.path(name))));
	}

	/** Reads the security schemes; those that all operations require come first. */
	public static SecuritySchemes of(JsonNode description) {
		return new SecuritySchemes(description);
	}

	/**
	 * Returns the {@code auth_config} fields that the first scheme of that type defines.
	 * @param known the configuration so far; fields of its own suppress the derived ones
	 */
	public ObjectNode findFields(String authType, JsonNode known) {
		return switch (authType) {
			case "apikey" ->
				known.has("api_key_name") || known.has("key_location") ? createEmptyFields() : buildApiKeyFields();
			case "oauth2" -> known.has("token_url") ? createEmptyFields() : buildOAuth2Fields(known);
			default -> createEmptyFields();
		};
	}

	private static ObjectNode createEmptyFields() {
		return JsonNodeFactory.instance.objectNode();
	}

	private ObjectNode buildApiKeyFields() {
		Optional<JsonNode> key = findByType("apiKey").filter((scheme) -> !hasValue(scheme, "in", "cookie")).findFirst();
		if (key.isPresent()) {
			ObjectNode fields = createEmptyFields();
			fields.set("api_key_name", key.get().path("name"));
			fields.set("key_location", key.get().path("in"));
			return fields;
		}
		boolean bearer = findByType("http").anyMatch((scheme) -> hasValue(scheme, "scheme", "bearer"));
		return bearer ? createEmptyFields().put("api_key_name", "Authorization")
			.put("key_location", "header")
			.put("value_prefix", "Bearer ") : createEmptyFields();
	}

	private ObjectNode buildOAuth2Fields(JsonNode known) {
		return findByType("oauth2").map((scheme) -> scheme.path("flows"))
			.flatMap((flows) -> Stream.of(buildFlowFields(flows.path("authorizationCode"), "authorization_code"),
					buildFlowFields(flows.path("clientCredentials"), "client_credentials")))
			.filter((fields) -> fields.has("token_url"))
			.filter((fields) -> !known.has("grant_type") || known.path("grant_type").equals(fields.path("grant_type")))
			.findFirst()
			.orElseGet(SecuritySchemes::createEmptyFields);
	}

	private ObjectNode buildFlowFields(JsonNode flow, String grant) {
		ObjectNode fields = createEmptyFields().put("grant_type", grant);
		flow.path("authorizationUrl").stringValueOpt().ifPresent((url) -> fields.put("auth_url", resolveUrl(url)));
		flow.path("tokenUrl").stringValueOpt().ifPresent((url) -> fields.put("token_url", resolveUrl(url)));
		return fields;
	}

	// OpenAPI resolves relative URLs against the server's URL.
	private String resolveUrl(String url) {
		try {
			return (this.server == null) ? url : new URI(this.server).resolve(new URI(url)).toString();
		}
		catch (URISyntaxException _) {
			return url;
		}
	}

	private Stream<JsonNode> findByType(String type) {
		return this.schemes.stream().filter((scheme) -> hasValue(scheme, "type", type));
	}

	private static boolean hasValue(JsonNode scheme, String field, String value) {
		return value.equalsIgnoreCase(scheme.path(field).asString(""));
	}

}
