package io.connectorservice.oauth.endpoint;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.json.KeepableText;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a response that describe one grant, as providers really send them:
 * numbers as text, scopes as a list.
 */
record TokenFields(JsonNode json) {

	private static final Duration LONGEST_LIFE = Duration.ofDays(3660);

	// such a token still fits in one header value with the longest prefix that a
	// configuration can have
	private static final int LONGEST_TOKEN = OutboundRequest.LONGEST_HEADER_VALUE - 50;

	// token types of RFC 8693, RFC 9449 and their predecessors whose sender has to prove
	// possession of a key. Any other type is a provider's own name for bearer tokens,
	// such as Slack's "bot"
	private static final Set<String> NOT_BEARER = Set.of("mac", "dpop", "pop", "n_a", "hok", "http_signature");

	private static final int LONGEST_SCOPE = 1000;

	private static final int LONGEST_SCOPES = 16 * 1024;

	/**
	 * Reads the access token; empty if there is none.
	 * @throws UnusableTokenException if it could never be sent
	 */
	Optional<Secret> findAccessToken() {
		return readText("access_token").or(() -> readText("token"))
			.filter(TokenFields::isText)
			.map(this::requireBearer)
			.map(TokenFields::requireShort)
			.map(Secret::of);
	}

	Optional<Secret> findRefreshToken() {
		return readText("refresh_token").map(Secret::of);
	}

	/** Reads tokens that are stored but not sent. */
	Optional<TokenResponse.Pair> findPair() {
		return readText("access_token").filter(TokenFields::isText)
			.map((access) -> new TokenResponse.Pair(Secret.of(access), findRefreshToken().orElse(null)));
	}

	/**
	 * Reads a single token; empty if there is none.
	 * @throws UnusableTokenException if it could never be sent
	 */
	static Optional<Secret> findSendableToken(JsonNode token) {
		return token.stringValueOpt()
			.filter((text) -> !text.isEmpty() && isText(text))
			.map(TokenFields::requireShort)
			.map(Secret::of);
	}

	// RFC 6749, A.12 allows spaces, but a header value cannot end with one
	private static boolean isText(String token) {
		return token.chars().allMatch((one) -> one > ' ' && one < 0x7f);
	}

	private String requireBearer(String token) {
		String type = readText("token_type").orElse("");
		if (NOT_BEARER.contains(type.toLowerCase(Locale.ROOT).replace('-', '_'))) {
			throw new UnusableTokenException("a token of the type " + type + ", which is no bearer token");
		}
		return token;
	}

	private static String requireShort(String token) {
		if (token.length() > LONGEST_TOKEN) {
			throw new UnusableTokenException("a token of " + token.length() + " characters, which is more than the "
					+ LONGEST_TOKEN + " that can be sent in a header");
		}
		return token;
	}

	private Optional<String> readText(String field) {
		return this.json.path(field).stringValueOpt().map(String::strip).filter((text) -> !text.isEmpty());
	}

	// zero and negative values mean "never" or nothing; absurdly long lifetimes and
	// fractions of a second are ignored too
	@Nullable Duration readLifetime(Clock clock) {
		return toLifetime(parseNumber(this.json.path("expires_in")).or(() -> readSecondsUntilExpiry(clock))
			.orElse(BigDecimal.ZERO));
	}

	static @Nullable Duration toLifetime(BigDecimal seconds) {
		boolean sane = seconds.compareTo(BigDecimal.ONE) >= 0
				&& seconds.compareTo(BigDecimal.valueOf(LONGEST_LIFE.toSeconds())) < 0;
		return sane ? Duration.ofSeconds(seconds.longValue()) : null;
	}

	// GitHub sends the time of expiry instead of a lifetime
	private Optional<BigDecimal> readSecondsUntilExpiry(Clock clock) {
		try {
			return readText("expires_at")
				.map((end) -> BigDecimal.valueOf(Duration.between(clock.instant(), Instant.parse(end)).toSeconds()));
		}
		catch (DateTimeException _) {
			return Optional.empty();
		}
	}

	static Optional<BigDecimal> parseNumber(JsonNode value) {
		if (value.isNumber()) {
			return value.decimalValueOpt();
		}
		return value.stringValueOpt()
			.map(String::strip)
			.filter((text) -> text.matches("-?[0-9]{1,18}(\\.[0-9]{1,9})?"))
			.map(BigDecimal::new);
	}

	@Nullable List<String> readScopes() {
		JsonNode scope = this.json.path("scope");
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

	/** Leaves out the fields, because they hold tokens. */
	@Override
	public String toString() {
		return "TokenFields[]";
	}

}
