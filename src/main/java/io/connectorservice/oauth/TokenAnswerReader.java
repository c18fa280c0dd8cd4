package io.connectorservice.oauth;

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
 * Reads token endpoints' answers as the world really sends them, beyond RFC 6749, 5.1:
 * form-encoded, numbers as text, scopes as a list, tokens nested under a key.
 */
final class TokenAnswerReader {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final Duration LONGEST_LIFE = Duration.ofDays(3660);

	// with the longest prefix that a configuration can put before it, one header's value
	private static final int LONGEST_TOKEN = OutboundRequest.LONGEST_HEADER_VALUE - 50;

	// RFC 8693, RFC 9449 and their forerunners: their holder has to prove more than that
	// it has them. Any other word is a provider's own for bearer tokens, such as Slack's
	// "bot"
	private static final Set<String> NOT_BEARER = Set.of("mac", "dpop", "pop", "n_a", "hok", "http_signature");

	private static final int LARGEST_EXTRA = 500;

	private static final int MOST_EXTRAS = 100;

	private static final int LONGEST_SCOPE = 1000;

	private static final int LONGEST_SCOPES = 16 * 1024;

	// the first is ours to read, the others are tokens or answered elsewhere: none is
	// kept in the open
	private static final Set<String> NOT_EXTRA = Set.of("access_token", "token", "refresh_token", "id_token",
			"expires_in", "expires_at", "expires", "scope");

	// Slack nests a user's token here and a bot's at the top
	private static final List<String> KNOWN_NESTS = List.of("authed_user", "data", "token", "result");

	private TokenAnswerReader() {
	}

	/**
	 * The tokens in an answer, empty where there are none.
	 * @throws UnusableToken where one is there that could never be sent
	 */
	static Optional<TokenAnswer> read(JsonNode body, Optional<String> path, Clock clock) {
		// Slack nests a user's tokens at first and not when they are renewed
		JsonNode tokens = path.filter(body::has).map((name) -> body.path(name)).orElseGet(() -> holder(body));
		return text(tokens, "access_token").or(() -> text(tokens, "token"))
			.filter(TokenAnswerReader::isText)
			.map((access) -> requireSendable(access, tokens))
			.map((access) -> new TokenAnswer(Secret.of(access),
					text(tokens, "refresh_token").map(Secret::of).orElse(null), life(tokens, clock), scopes(tokens),
					extra(body), second(body, tokens)));
	}

	// the pair at the top and the user's are two; only one of them signs
	@SuppressWarnings("ReferenceEquality") // the same node, not an equal one
	private static TokenAnswer.@Nullable Pair second(JsonNode body, JsonNode tokens) {
		JsonNode other = (tokens == body) ? body.path(KNOWN_NESTS.getFirst()) : body;
		return text(other, "access_token").filter(TokenAnswerReader::isText)
			.map((access) -> new TokenAnswer.Pair(Secret.of(access),
					text(other, "refresh_token").map(Secret::of).orElse(null)))
			.orElse(null);
	}

	/** The token that a login brings, empty where there is none. */
	static Optional<TokenAnswer> session(OutboundResponse answer, String tokenAt, String lifeAt, Duration usualLife) {
		JsonNode body = body(answer);
		Duration life = number(lifeAt.isEmpty() ? body.path("") : body.at(lifeAt)).map(TokenAnswerReader::sane)
			.orElse(usualLife);
		return body.at(tokenAt)
			.stringValueOpt()
			.filter((token) -> !token.isEmpty() && isText(token))
			.map(TokenAnswerReader::requireShort)
			.map((token) -> new TokenAnswer(Secret.of(token), null, life, null, Map.of()));
	}

	// RFC 6749, A.12 allows a space, a header does not at its end
	private static boolean isText(String token) {
		return token.chars().allMatch((one) -> one > ' ' && one < 0x7f);
	}

	private static String requireSendable(String token, JsonNode tokens) {
		String type = text(tokens, "token_type").orElse("");
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

	/** An answer's body as fields, none where it cannot be read. */
	static JsonNode body(OutboundResponse answer) {
		String text = answer.text().strip();
		return text.startsWith("{") ? json(text) : form(text);
	}

	private static JsonNode json(String text) {
		try {
			return JSON.readTree(text);
		}
		catch (JacksonException _) {
			return JsonNodeFactory.instance.objectNode();
		}
	}

	private static ObjectNode form(String text) {
		ObjectNode fields = StrictJson.mapper().createObjectNode();
		for (String pair : text.split("&", -1)) {
			int equals = pair.indexOf('=');
			if (equals > 0) {
				decoded(pair.substring(0, equals)).ifPresent(
						(name) -> decoded(pair.substring(equals + 1)).ifPresent((value) -> fields.put(name, value)));
			}
		}
		return fields;
	}

	private static Optional<String> decoded(String text) {
		try {
			return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

	private static JsonNode holder(JsonNode body) {
		if (body.has("access_token")) {
			return body;
		}
		return KNOWN_NESTS.stream()
			.map(body::path)
			.filter((nested) -> nested.has("access_token"))
			.findFirst()
			.orElse(body);
	}

	private static Optional<String> text(JsonNode tokens, String field) {
		return tokens.path(field).stringValueOpt().map(String::strip).filter((text) -> !text.isEmpty());
	}

	// 0 and less say "never" or nothing; what is absurd says nothing either, and neither
	// does a part of a second
	private static @Nullable Duration life(JsonNode tokens, Clock clock) {
		return sane(number(tokens.path("expires_in")).or(() -> until(tokens, clock)).orElse(BigDecimal.ZERO));
	}

	private static @Nullable Duration sane(BigDecimal seconds) {
		boolean sane = seconds.compareTo(BigDecimal.ONE) >= 0
				&& seconds.compareTo(BigDecimal.valueOf(LONGEST_LIFE.toSeconds())) < 0;
		return sane ? Duration.ofSeconds(seconds.longValue()) : null;
	}

	// GitHub says when, not for how long
	private static Optional<BigDecimal> until(JsonNode tokens, Clock clock) {
		try {
			return text(tokens, "expires_at")
				.map((end) -> BigDecimal.valueOf(Duration.between(clock.instant(), Instant.parse(end)).toSeconds()));
		}
		catch (DateTimeException _) {
			return Optional.empty();
		}
	}

	private static Optional<BigDecimal> number(JsonNode value) {
		if (value.isNumber()) {
			return value.decimalValueOpt();
		}
		return value.stringValueOpt()
			.map(String::strip)
			.filter((text) -> text.matches("-?[0-9]{1,18}(\\.[0-9]{1,9})?"))
			.map(BigDecimal::new);
	}

	private static @Nullable List<String> scopes(JsonNode tokens) {
		JsonNode scope = tokens.path("scope");
		List<String> scopes = new ArrayList<>();
		if (scope.isArray()) {
			scope.forEach((one) -> scopes.add(one.asString("")));
		}
		else {
			scopes.addAll(List.of(scope.asString("").split("[\\s,]+", -1)));
		}
		scopes.removeIf((one) -> one.isBlank() || !isScope(one));
		return scopes.isEmpty() ? null : scopes.subList(0, fitting(scopes));
	}

	// RFC 6749, 3.3 allows visible ASCII; what else comes is ignored, the tokens are not
	private static boolean isScope(String text) {
		return text.length() <= LONGEST_SCOPE && text.equals(KeepableText.clean(text));
	}

	private static int fitting(List<String> scopes) {
		int length = 0;
		int count = 0;
		while (count < scopes.size() && length + scopes.get(count).length() < LONGEST_SCOPES) {
			length += scopes.get(count).length() + 1;
			count++;
		}
		return count;
	}

	// the answer's own scalars and those one level deeper; no token is among them
	private static Map<String, String> extra(JsonNode body) {
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
		if (value.isValueNode() && !text.isEmpty() && text.length() <= LARGEST_EXTRA && extra.size() < MOST_EXTRAS) {
			extra.put(at.toString(), text);
		}
	}

	/**
	 * A token that was granted and could never be sent.
	 */
	static final class UnusableToken extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnusableToken(String message) {
			super(message);
		}

	}

}
