package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the catalog knows of one service.
 *
 * @param name by which connectors ask for it
 * @param title as people write it
 * @param baseUrl a template
 * @param variables of its templates
 * @param headers sent with every call that does not set them itself; templates
 * @param query query parameters, likewise
 * @param ways to authenticate, the usual one first
 * @param success what a 2xx answer holds when the call succeeded
 * @param actions as the file has them
 * @param digest names the content that this was read from
 */
public record KnownService(String name, String title, @Nullable String description, List<String> categories,
		@JsonProperty("documentation_url") String documentationUrl, @JsonProperty("base_url") String baseUrl,
		Map<String, Variable> variables, Map<String, String> headers, Map<String, String> query,
		@JsonProperty("auth") List<AuthMethod> ways, @Nullable ProbeCall probe, @Nullable BodyPredicate success,
		@Nullable Errors errors, Limits limits, @Nullable Pagination pagination, ObjectNode actions, String digest) {

	@SuppressWarnings("NullAway") // what a file leaves out comes as null
	public KnownService {
		variables = Objects.requireNonNullElse(variables, Map.of());
		headers = Objects.requireNonNullElse(headers, Map.of());
		query = Objects.requireNonNullElse(query, Map.of());
		limits = Objects.requireNonNullElse(limits, Limits.UNKNOWN);
		actions = Objects.requireNonNullElseGet(actions, JsonNodeFactory.instance::objectNode);
	}

	/**
	 * The way in which a connector authenticates.
	 * @param given its {@code auth_config}
	 */
	public Optional<AuthMethod> findAuthMethod(String authType, JsonNode given) {
		return findAuthMethods(authType, given).stream().findFirst();
	}

	/** The ways that a connector may mean, as far as it says which. */
	public List<AuthMethod> findAuthMethods(String authType, JsonNode given) {
		return this.ways.stream().filter((way) -> way.isMeantBy(authType, given)).toList();
	}

	/** The way of this id. */
	public Optional<AuthMethod> findAuthMethodById(String id) {
		return this.ways.stream().filter((way) -> way.id().equals(id)).findFirst();
	}

	/** Ids and titles of ways, for people. */
	public static String describeAuthMethods(List<AuthMethod> ways) {
		return ways.stream().map((way) -> way.id() + " (" + way.title() + ")").collect(Collectors.joining(", "));
	}

	/** The service's templates, to be filled by a tenant's metadata. */
	public Templates createTemplates(@Nullable JsonNode metadata) {
		return new Templates(this.variables, metadata);
	}

	/**
	 * The ways to authenticate, as forms can be drawn of them.
	 * @param redirectUri what people register with providers
	 */
	public List<ConnectionForm> createForms(@Nullable String redirectUri) {
		return this.ways.stream().map((way) -> ConnectionForm.of(this, way, redirectUri)).toList();
	}

	/** Its actions as an OpenAPI description. */
	public ObjectNode apiDescription() {
		return ActionsAsOpenApi.describe(this);
	}

	/** The text for people in a failed answer, where the service puts one. */
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

	/** Whether the service has words of its own for a credential that it refuses. */
	public boolean hasCredentialRefusalRules() {
		return this.errors != null && !this.errors.refused().isEmpty();
	}

	/** Whether an answer of any status says that the credential is refused. */
	public boolean refusesCredential(JsonNode body) {
		return this.errors != null && this.errors.refused().stream().anyMatch((refusal) -> refusal.matches(body));
	}

	public boolean isFoundBy(String wanted) {
		String text = this.name + " " + this.title + " " + Objects.requireNonNullElse(this.description, "");
		return text.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
	}

	/**
	 * How failed answers look.
	 *
	 * @param message where the text for people stands; the first that is there counts
	 * @param refused what answers hold that refuse the credential, whatever their status
	 */
	record Errors(List<String> message, @JsonProperty("credential_refused") List<BodyPredicate> refused) {

		@SuppressWarnings("NullAway") // what a file leaves out comes as null
		Errors {
			message = Objects.requireNonNullElse(message, List.of());
			refused = Objects.requireNonNullElse(refused, List.of());
		}

	}

}
