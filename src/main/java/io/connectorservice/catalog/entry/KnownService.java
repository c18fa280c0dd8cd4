package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalog entry of a service.
 *
 * @param name the name by which connectors refer to it
 * @param title the name for people
 * @param baseUrl a template of the base URL
 * @param variables the variables in its templates
 * @param headers templates of headers that are added to calls that do not set them
 * @param query templates of query parameters that are added to calls that do not set them
 * @param ways the methods to authenticate, the usual one first
 * @param success the condition that a 2xx response meets if the call succeeded
 * @param actions the actions as they are in the file
 * @param digest identifies the content of the file
 */
public record KnownService(String name, String title, @Nullable String description, List<String> categories,
		@JsonProperty("documentation_url") String documentationUrl, @JsonProperty("base_url") String baseUrl,
		Map<String, Variable> variables, Map<String, String> headers, Map<String, String> query,
		@JsonProperty("auth") List<AuthMethod> ways, @Nullable ProbeCall probe, @Nullable BodyPredicate success,
		@Nullable Errors errors, Limits limits, @Nullable Pagination pagination, ObjectNode actions, String digest) {

	@SuppressWarnings("NullAway") // fields that the file omits are null
	public KnownService {
		variables = Objects.requireNonNullElse(variables, Map.of());
		headers = Objects.requireNonNullElse(headers, Map.of());
		query = Objects.requireNonNullElse(query, Map.of());
		limits = Objects.requireNonNullElse(limits, Limits.UNKNOWN);
		actions = Objects.requireNonNullElseGet(actions, JsonNodeFactory.instance::objectNode);
	}

	/**
	 * The method by which a connector authenticates.
	 * @param given its {@code auth_config}
	 */
	public Optional<AuthMethod> findAuthMethod(String authType, JsonNode given) {
		return findAuthMethods(authType, given).stream().findFirst();
	}

	/** The auth methods that are compatible with a connector's configuration. */
	public List<AuthMethod> findAuthMethods(String authType, JsonNode given) {
		return this.ways.stream().filter((method) -> method.isMeantBy(authType, given)).toList();
	}

	/** The auth method with this id. */
	public Optional<AuthMethod> findAuthMethodById(String id) {
		return this.ways.stream().filter((method) -> method.id().equals(id)).findFirst();
	}

	/** Lists the methods' ids and titles as text for people. */
	public static String describeAuthMethods(List<AuthMethod> ways) {
		return ways.stream()
			.map((method) -> method.id() + " (" + method.title() + ")")
			.collect(Collectors.joining(", "));
	}

	/**
	 * Creates the service's templates, whose variables are filled from a tenant's
	 * metadata.
	 */
	public Templates createTemplates(@Nullable JsonNode metadata) {
		return new Templates(this.variables, metadata);
	}

	/**
	 * Creates a form for each auth method.
	 * @param redirectUri the redirect URI to register with providers; null if unknown
	 * @param hasApp whether the operator registered an OAuth app for a method
	 */
	public List<ConnectionForm> createForms(@Nullable String redirectUri, Predicate<AuthMethod> hasApp) {
		return this.ways.stream()
			.map((method) -> ConnectionForm.of(this, method, redirectUri, hasApp.test(method)))
			.toList();
	}

	/** The service's actions as an OpenAPI document. */
	public ObjectNode apiDescription() {
		ObjectNode root = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
		root.putObject("info").put("title", this.title).put("version", this.digest);
		ObjectNode paths = root.putObject("paths");
		this.actions.properties()
			.forEach((action) -> new CatalogAction(action.getKey(), action.getValue()).addTo(paths));
		return root;
	}

	/** The error text for people in a failed response; empty if there is none. */
	public Optional<String> findErrorMessage(JsonNode body) {
		return (this.errors == null) ? Optional.empty()
				: this.errors.message()
					.stream()
					.map((pointer) -> body.at(pointer))
					.filter(JsonNode::isString)
					.map(JsonNode::asString)
					.filter((text) -> !text.isBlank())
					.findFirst();
	}

	/**
	 * Whether the entry describes how the service's responses show that a credential is
	 * refused.
	 */
	public boolean hasCredentialRefusalRules() {
		return this.errors != null && !this.errors.refused().isEmpty();
	}

	/** Whether a response, whatever its status, shows that the credential is refused. */
	public boolean refusesCredential(JsonNode body) {
		return this.errors != null && this.errors.refused().stream().anyMatch((refusal) -> refusal.matches(body));
	}

	public boolean isFoundBy(String wanted) {
		String text = this.name + " " + this.title + " " + Objects.requireNonNullElse(this.description, "");
		return text.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
	}

	/**
	 * Describes failed responses.
	 *
	 * @param message JSON pointers to the text for people; the first that is present is
	 * used
	 * @param refused conditions that a response meets if the credential is refused,
	 * whatever its status
	 */
	record Errors(List<String> message, @JsonProperty("credential_refused") List<BodyPredicate> refused) {

		@SuppressWarnings("NullAway") // fields that the file omits are null
		Errors {
			message = Objects.requireNonNullElse(message, List.of());
			refused = Objects.requireNonNullElse(refused, List.of());
		}

	}

}
