package io.connectorservice.oauth.endpoint;

import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.json.KeepableText;
import io.connectorservice.json.StrictJson;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads token responses as providers really send them, beyond RFC 6749, 5.1:
 * form-encoded, numbers as text, scopes as a list, tokens nested under a key.
 */
final class TokenResponseParser {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final Duration LONGEST_LIFE = Duration.ofDays(3660);

	// such a token still fits in one header value with the longest prefix that a
	// configuration can have
	private static final int LONGEST_TOKEN = OutboundRequest.LONGEST_HEADER_VALUE - 50;

	// token types of RFC 8693, RFC 9449 and their predecessors whose sender has to prove
	// possession of a key. Any other type is a provider's own name for bearer tokens,
	// such as Slack's "bot"
	private static final Set<String> NOT_BEARER = Set.of("mac", "dpop", "pop", "n_a", "hok", "http_signature");

	private static final int MAX_EXTRA_LENGTH = 500;

	private static final int MAX_EXTRAS = 100;

	private static final int LONGEST_SCOPE = 1000;

	private static final int LONGEST_SCOPES = 16 * 1024;

	// fields that are tokens or are read separately;
	// they must not be stored as plain data
	private static final Set<String> NOT_EXTRA = Set.of("access_token", "token", "refresh_token", "id_token",
			"expires_in", "expires_at", "expires", "scope");

	// Slack nests a user's token in authed_user and has the bot's at the top level
	private static final List<String> KNOWN_NESTS = List.of("authed_user", "data", "token", "result");

	private TokenResponseParser() {
	}

	/**
	 * Reads the tokens of a response; empty if there are none.
	 * @throws UnusableToken if a token could never be sent
	 */
	static Optional<TokenResponse> parse(JsonNode body, Optional<String> path, Clock clock) {
		// Slack nests a user's tokens in the first response but not in those to a refresh
		JsonNode tokens = path.filter(body::has).map((name) -> body.path(name)).orElseGet(() -> findTokenNode(body));
		return readText(tokens, "access_token").or(() -> readText(tokens, "token"))
			.filter(TokenResponseParser::isText)
			.map((access) -> requireSendable(access, tokens))
			.map((access) -> new TokenResponse(Secret.of(access),
					readText(tokens, "refresh_token").map(Secret::of).orElse(null), readLifetime(tokens, clock),
					readScopes(tokens), collectExtras(body), parseSecondPair(body, tokens)));
	}

	// the pair at the top level and the user's are separate pairs; only one of them is
	// used for signing
	@SuppressWarnings("ReferenceEquality") // the identical node is meant, not an equal
											// one
	private static TokenResponse.@Nullable Pair parseSecondPair(JsonNode body, JsonNode tokens) {
		JsonNode other = (tokens == body) ? body.path(KNOWN_NESTS.getFirst()) : body;
		return readText(other, "access_token").filter(TokenResponseParser::isText)
			.map((access) -> new TokenResponse.Pair(Secret.of(access),
					readText(other, "refresh_token").map(Secret::of).orElse(null)))
			.orElse(null);
	}

	/** Reads the token of a login response; empty if there is none. */
	static Optional<TokenResponse> parseSessionToken(OutboundResponse response, String tokenAt, String lifeAt,
			Duration usualLife) {
		JsonNode body = parseBody(response);
		Duration life = parseNumber(lifeAt.isEmpty() ? body.path("") : body.at(lifeAt))
			.map(TokenResponseParser::toLifetime)
			.orElse(usualLife);
		return body.at(tokenAt)
			.stringValueOpt()
			.filter((token) -> !token.isEmpty() && isText(token))
			.map(TokenResponseParser::requireShort)
			.map((token) -> new TokenResponse(Secret.of(token), null, life, null, Map.of()));
	}

	// RFC 6749, A.12 allows spaces, but a header value cannot end with one
	private static boolean isText(String token) {
		return token.chars().allMatch((one) -> one > ' ' && one < 0x7f);
	}

	private static String requireSendable(String token, JsonNode tokens) {
		String type = readText(tokens, "token_type").orElse("");
		if (NOT_BEARER.contains(type.toLowerCase(Locale.ROOT).replace('-', '_'))) {
			throw new UnusableToken("a token of the type " + type + ", which is no bearer token");
		}
		return requireShort(token);
	}

	private static String requireShort(String token) {
		if (token.length() > LONGEST_TOKEN) {
			throw new UnusableToken("a token of " + token.length() + " characters, which is more than the "
					+ LONGEST_TOKEN + " that can be sent in a header");
		}
		return token;
	}

	/** The fields of a response body; none if it cannot be parsed. */
	static JsonNode parseBody(OutboundResponse response) {
		String text = response.bodyAsText().strip();
		return text.startsWith("{") ? parseJson(text) : parseForm(text);
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

	private static JsonNode findTokenNode(JsonNode body) {
		if (body.has("access_token")) {
			return body;
		}
		return KNOWN_NESTS.stream()
			.map(body::path)
			.filter((nested) -> nested.has("access_token"))
			.findFirst()
			.orElse(body);
	}

	private static Optional<String> readText(JsonNode tokens, String field) {
		return tokens.path(field).stringValueOpt().map(String::strip).filter((text) -> !text.isEmpty());
	}

	// zero and negative values mean "never" or nothing; absurdly long lifetimes and
	// fractions of a second are ignored too
	private static @Nullable Duration readLifetime(JsonNode tokens, Clock clock) {
		return toLifetime(parseNumber(tokens.path("expires_in")).or(() -> readSecondsUntilExpiry(tokens, clock))
			.orElse(BigDecimal.ZERO));
	}

	private static @Nullable Duration toLifetime(BigDecimal seconds) {
		boolean sane = seconds.compareTo(BigDecimal.ONE) >= 0
				&& seconds.compareTo(BigDecimal.valueOf(LONGEST_LIFE.toSeconds())) < 0;
		return sane ? Duration.ofSeconds(seconds.longValue()) : null;
	}

	// GitHub sends the time of expiry instead of a lifetime
	private static Optional<BigDecimal> readSecondsUntilExpiry(JsonNode tokens, Clock clock) {
		try {
			return readText(tokens, "expires_at")
				.map((end) -> BigDecimal.valueOf(Duration.between(clock.instant(), Instant.parse(end)).toSeconds()));
		}
		catch (DateTimeException _) {
			return Optional.empty();
		}
	}

	private static Optional<BigDecimal> parseNumber(JsonNode value) {
		if (value.isNumber()) {
			return value.decimalValueOpt();
		}
		return value.stringValueOpt()
			.map(String::strip)
			.filter((text) -> text.matches("-?[0-9]{1,18}(\\.[0-9]{1,9})?"))
			.map(BigDecimal::new);
	}

	private static @Nullable List<String> readScopes(JsonNode tokens) {
		JsonNode scope = tokens.path("scope");
		List<String> scopes = new ArrayList<>();
		if (scope.isArray()) {
			scope.forEach((one) -> scopes.add(one.asString("")));
		}
		else {
			scopes.addAll(List.of(scope.asString("").split("[\\s,]+", -1)));
		}
		scopes.removeIf((one) -> one.isBlank() || !isScope(one));
		return scopes.isEmpty() ? null : scopes.subList(0, countFittingScopes(scopes));
	}

	// RFC 6749, 3.3 allows visible ASCII; other
	// scopes are ignored, but the tokens are accepted
	private static boolean isScope(String text) {
		return text.length() <= LONGEST_SCOPE && text.equals(KeepableText.replaceUnstorableCharacters(text));
	}

	private static int countFittingScopes(List<String> scopes) {
		int length = 0;
		int count = 0;
		while (count < scopes.size() && length + scopes.get(count).length() < LONGEST_SCOPES) {
			length += scopes.get(count).length() + 1;
			count++;
		}
		return count;
	}

	// the scalars at the top level of the response
	// and one level below; tokens are excluded
	private static Map<String, String> collectExtras(JsonNode body) {
		Map<String, String> extra = new LinkedHashMap<>();
		body.propertyStream().filter((entry) -> !NOT_EXTRA.contains(entry.getKey())).forEach((entry) -> {
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

	/** Thrown when a granted token could never be sent. */
	static final class UnusableToken extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnusableToken(String message) {
			super(message);
		}

	}

}
