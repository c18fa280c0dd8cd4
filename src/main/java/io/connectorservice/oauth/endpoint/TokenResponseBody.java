package io.connectorservice.oauth.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.json.StrictJson;
import io.connectorservice.outbound.OutboundResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a token response as providers really send it, beyond RFC 6749, 5.1:
 * form-encoded, or with tokens nested under a key.
 *
 * @param json the fields; none if the body cannot be parsed
 */
record TokenResponseBody(JsonNode json) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final int MAX_EXTRA_LENGTH = 500;

	private static final int MAX_EXTRAS = 100;

	// fields that are tokens or are read separately;
	// they must not be stored as plain data
	private static final Set<String> NOT_EXTRA = Set.of("access_token", "token", "refresh_token", "id_token",
			"expires_in", "expires_at", "expires", "scope");

	// Slack nests a user's token in authed_user and has the bot's at the top level
	private static final List<String> KNOWN_NESTS = List.of("authed_user", "data", "token", "result");

	static TokenResponseBody parse(OutboundResponse response) {
		String text = response.bodyAsText().strip();
		return new TokenResponseBody(text.startsWith("{") ? parseJson(text) : parseForm(text));
	}

	private static JsonNode parseJson(String text) {
		try {
			return JSON.readTree(text);
		}
		catch (JacksonException _) {
			return JsonNodeFactory.instance.objectNode();
		}
	}

	private static ObjectNode parseForm(String text) {
		ObjectNode fields = StrictJson.mapper().createObjectNode();
		for (String pair : text.split("&", -1)) {
			int equals = pair.indexOf('=');
			if (equals > 0) {
				decode(pair.substring(0, equals)).ifPresent(
						(name) -> decode(pair.substring(equals + 1)).ifPresent((value) -> fields.put(name, value)));
			}
		}
		return fields;
	}

	private static Optional<String> decode(String text) {
		try {
			return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

	/**
	 * Reads the tokens; empty if there are none.
	 * @param path the field under which the provider nests them
	 * @throws UnusableTokenException if a token could never be sent
	 */
	Optional<TokenResponse> findTokens(Optional<String> path, Clock clock) {
		JsonNode fields = selectTokenFields(path);
		TokenFields tokens = new TokenFields(fields);
		return tokens.findAccessToken()
			.map((access) -> new TokenResponse(access, tokens.findRefreshToken().orElse(null),
					tokens.readLifetime(clock), tokens.readScopes(), collectExtras(), findSecondPair(fields)));
	}

	// Slack nests a user's tokens in the first response but not in those to a refresh
	private JsonNode selectTokenFields(Optional<String> path) {
		return path.filter(this.json::has).map((name) -> this.json.path(name)).orElseGet(this::findTokenFields);
	}

	private JsonNode findTokenFields() {
		if (this.json.has("access_token")) {
			return this.json;
		}
		return KNOWN_NESTS.stream()
			.map(this.json::path)
			.filter((nested) -> nested.has("access_token"))
			.findFirst()
			.orElse(this.json);
	}

	// the pair at the top level and the user's are separate pairs; only one of them is
	// used for signing
	@SuppressWarnings("ReferenceEquality") // the identical node is meant
	private TokenResponse.@Nullable Pair findSecondPair(JsonNode used) {
		JsonNode other = (used == this.json) ? this.json.path(KNOWN_NESTS.getFirst()) : this.json;
		return new TokenFields(other).findPair().orElse(null);
	}

	/**
	 * Reads the token of a login; empty if there is none.
	 * @param tokenAt the JSON pointer to the token
	 * @param lifeAt the JSON pointer to its lifetime in seconds; may be empty
	 * @param defaultLifetime the lifetime if the response does not state one
	 * @throws UnusableTokenException if the token could never be sent
	 */
	Optional<TokenResponse> findSessionToken(String tokenAt, String lifeAt, Duration defaultLifetime) {
		Duration life = TokenFields.parseNumber(lifeAt.isEmpty() ? this.json.path("") : this.json.at(lifeAt))
			.map(TokenFields::toLifetime)
			.orElse(defaultLifetime);
		return TokenFields.findSendableToken(this.json.at(tokenAt))
			.map((token) -> new TokenResponse(token, null, life, null, Map.of()));
	}

	// the scalars at the top level of the response
	// and one level below; tokens are excluded
	private Map<String, String> collectExtras() {
		Map<String, String> extra = new LinkedHashMap<>();
		this.json.propertyStream().filter((entry) -> !NOT_EXTRA.contains(entry.getKey())).forEach((entry) -> {
			JsonPointer at = JsonPointer.empty().appendProperty(entry.getKey());
			addExtra(at, entry.getValue(), extra);
			entry.getValue()
				.propertyStream()
				.filter((nested) -> !NOT_EXTRA.contains(nested.getKey()))
				.forEach((nested) -> addExtra(at.appendProperty(nested.getKey()), nested.getValue(), extra));
		});
		return extra;
	}

	private static void addExtra(JsonPointer at, JsonNode value, Map<String, String> extra) {
		String text = value.asString("");
		if (value.isValueNode() && !text.isEmpty() && text.length() <= MAX_EXTRA_LENGTH && extra.size() < MAX_EXTRAS) {
			extra.put(at.toString(), text);
		}
	}

	/** Leaves out the fields, because they hold tokens. */
	@Override
	public String toString() {
		return "TokenResponseBody[]";
	}

}
