package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A method to authenticate at a service.
 *
 * @param baseUrl the base URL of calls signed with this method, if it differs from the
 * service's
 * @param config the fields of {@code auth_config} that the tenant need not supply
 * @param fields the fields of {@code auth_config} that the tenant supplies
 * @param credentials the secrets that the tenant supplies
 * @param pkce {@code refused} if the provider rejects PKCE's parameters
 * @param scopes the scopes to offer, each with what it allows
 * @param defaultScopes requested if the connector names no scopes
 * @param connectionData the values of a new connection that are stored as plain data
 */
public record AuthMethod(@JsonProperty("auth_type") String authType, String title, @Nullable String help,
		@JsonProperty("documentation_url") @Nullable String documentationUrl,
		@JsonProperty("base_url") @Nullable String baseUrl, ObjectNode config, Map<String, FormField> fields,
		Map<String, FormField> credentials, @Nullable String pkce, Map<String, String> scopes,
		@JsonProperty("default_scopes") List<String> defaultScopes,
		@JsonProperty("connection_data") Map<String, ConnectionValue> connectionData) {

	private static final List<String> DISTINGUISHING = List.of("strategy", "grant_type");

	@SuppressWarnings("NullAway") // fields that the file omits are null
	public AuthMethod {
		config = Objects.requireNonNullElseGet(config, JsonNodeFactory.instance::objectNode);
		fields = Objects.requireNonNullElse(fields, Map.of());
		credentials = Objects.requireNonNullElse(credentials, Map.of());
		scopes = Objects.requireNonNullElse(scopes, Map.of());
		defaultScopes = Objects.requireNonNullElse(defaultScopes, List.of());
		connectionData = Objects.requireNonNullElse(connectionData, Map.of());
	}

	/**
	 * The method's id among the service's methods, such as
	 * {@code oauth2_client_credentials}.
	 */
	public String id() {
		return this.authType + DISTINGUISHING.stream()
			.map((field) -> this.config.path(field).asString(""))
			.filter((value) -> !value.isEmpty())
			.map((value) -> "_" + value)
			.findFirst()
			.orElse("");
	}

	/**
	 * Returns the configuration with the fields that distinguish this method from the
	 * service's others.
	 */
	public ObjectNode withDistinguishingFields(ObjectNode given) {
		ObjectNode clear = given.deepCopy();
		DISTINGUISHING.stream()
			.filter((field) -> this.config.has(field) && !given.has(field))
			.forEach((field) -> clear.set(field, this.config.path(field)));
		return clear;
	}

	/** Whether a connector's configuration is compatible with this method. */
	boolean isMeantBy(String type, JsonNode given) {
		return this.authType.equals(type) && DISTINGUISHING.stream()
			.allMatch((field) -> isCompatible(given.path(field), this.config.path(field)));
	}

	private static boolean isCompatible(JsonNode given, JsonNode here) {
		return given.isMissingNode() || here.isMissingNode() || given.equals(here);
	}

	/** Whether a user has to consent at the provider. */
	boolean needsPerson() {
		return "authorization_code".equals(this.config.path("grant_type").asString(""));
	}

	public boolean supportsPkce() {
		return !"refused".equals(this.pkce);
	}

	/** Returns the tenant's configuration with the values that it leaves out. */
	public ObjectNode completeConfig(JsonNode given, Templates templates) {
		ObjectNode all = this.config.objectNode();
		this.config.properties()
			.stream()
			.filter((entry) -> !given.path(entry.getKey()).isValueNode())
			.forEach((entry) -> all.set(entry.getKey(), fillTemplates(entry.getValue(), templates)));
		mergeInto(given, all);
		return all;
	}

	private static void mergeInto(JsonNode given, ObjectNode into) {
		given.properties().forEach((entry) -> {
			if (entry.getValue().isObject() && into.get(entry.getKey()) instanceof ObjectNode both) {
				mergeInto(entry.getValue(), both);
			}
			else {
				into.set(entry.getKey(), entry.getValue());
			}
		});
	}

	private static JsonNode fillTemplates(JsonNode value, Templates templates) {
		if (value.isObject()) {
			ObjectNode filled = JsonNodeFactory.instance.objectNode();
			value.properties()
				.forEach((entry) -> filled.set(entry.getKey(), fillTemplates(entry.getValue(), templates)));
			return filled;
		}
		return value.isString() ? JsonNodeFactory.instance.stringNode(fillTemplates(value.asString(), templates))
				: value;
	}

	// an unfilled variable is reported as a fault when the connector is saved; a URL with
	// an unfilled variable cannot be called
	private static String fillTemplates(String template, Templates templates) {
		try {
			return templates.fill(template);
		}
		catch (UnfilledVariableException _) {
			return template;
		}
	}

	/** The first variable that the configuration needs and the metadata lacks. */
	public Optional<UnfilledVariableException> findUnfilledVariable(JsonNode given, Templates templates) {
		try {
			this.config.properties()
				.stream()
				.filter((entry) -> !given.path(entry.getKey()).isValueNode())
				.forEach((entry) -> fillAll(entry.getValue(), templates));
			return Optional.empty();
		}
		catch (UnfilledVariableException unfilled) {
			return Optional.of(unfilled);
		}
	}

	private static void fillAll(JsonNode value, Templates templates) {
		if (value.isString()) {
			templates.fill(value.asString());
		}
		value.valueStream().forEach((nested) -> fillAll(nested, templates));
	}

}
