package io.connectorservice.oauth.endpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.connectorservice.json.KeepableText;
import io.connectorservice.oauth.endpoint.TokenRequestException.Kind;
import io.connectorservice.outbound.masking.Masking;
import tools.jackson.databind.JsonNode;

/**
 * A token endpoint's error response, read more liberally than RFC 6749, 5.2: providers
 * use other fields and other error codes.
 *
 * @param codes possible error codes in lower case, the likeliest first
 * @param text the provider's error text for people; may be empty
 */
record TokenRefusal(List<String> codes, String text) {

	// fields that hold the error code: the standard's, and those of Facebook, Google,
	// HubSpot, Zoom and others
	private static final List<String> CODES = List.of("/error", "/error/code", "/error/type", "/error/status",
			"/error_code", "/errorCode", "/errors/0/code", "/code", "/status");

	private static final List<String> TEXTS = List.of("/error_description", "/error/message", "/error_message",
			"/errorMessage", "/message", "/errors/0/message", "/reason", "/detail", "/error");

	// error codes of the standard, GitHub and HubSpot,
	// Slack, OpenID Connect, Zoho and Facebook
	private static final Set<String> GRANT_ENDED_CODES = Set.of("invalid_grant", "bad_refresh_token",
			"invalid_refresh_token", "token_revoked", "token_expired", "account_inactive", "interaction_required",
			"consent_required", "login_required", "account_selection_required", "invalid_code", "refresh_token_expired",
			"refresh_token_revoked", "refresh_token_invalid", "expired_refresh_token", "revoked_refresh_token",
			"refresh_token_not_found", "refresh_token_reused", "refresh_token_already_used", "expired_token",
			"revoked_token", "190");

	// the client or its request is wrong, which a user cannot fix by authorizing again
	private static final Set<String> CLIENT_ERROR_CODES = Set.of("invalid_client", "invalid_client_id",
			"unsupported_grant_type", "invalid_scope", "invalid_target");

	private static final Set<String> TRANSIENT_CODES = Set.of("temporarily_unavailable", "server_error", "slow_down",
			"ratelimited", "rate_limited", "rate_limit_exceeded", "too_many_requests", "internal_error",
			"internal_server_error", "service_unavailable");

	private static final Set<String> REFUSED_CODES = Set.of("unauthorized_client", "invalid_request", "access_denied");

	private static final String DEAD = "(?:invalid|expired|revoked|unknown|not found|not valid|inactive|already used|been used)";

	// Atlassian and LinkedIn report a dead refresh token in the text only; their error
	// code means something else
	private static final Pattern DEAD_TOKEN = Pattern.compile(
			"refresh[_ -]?token[^.]{0,60}\\b" + DEAD + "|\\b" + DEAD + "[^.]{0,40}refresh[_ -]?token",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.:/-]{1,100}");

	private static final int LONGEST_TEXT = 300;

	TokenRefusal {
		codes = List.copyOf(codes);
	}

	/** Reads the error from a response body without a token. */
	static TokenRefusal parse(JsonNode body) {
		List<String> codes = new ArrayList<>();
		CODES.stream()
			.flatMap((pointer) -> parseCode(body.at(pointer), pointer).stream())
			.filter((code) -> !codes.contains(code))
			.forEach(codes::add);
		String text = TEXTS.stream()
			.map((pointer) -> body.at(pointer).asString(""))
			.filter((found) -> !found.isBlank())
			.findFirst()
			.orElse("");
		return new TokenRefusal(codes, text);
	}

	/** Whether a body contains an error, whatever the response's status. */
	static boolean isIn(JsonNode body) {
		JsonNode error = body.path("error");
		return error.isObject() ? !error.isEmpty()
				: parseCode(error, "/error").isPresent() && !isNothing(error.asString(""));
	}

	private static boolean isNothing(String error) {
		return error.equals("0") || error.equals("false");
	}

	// Facebook's error codes are numbers; with other
	// providers a number only repeats the HTTP status
	private static Optional<String> parseCode(JsonNode value, String pointer) {
		return Optional.of(value)
			.filter((scalar) -> scalar.isString() || (scalar.isIntegralNumber() && pointer.equals("/error/code")))
			.map((scalar) -> scalar.asString("").strip())
			.filter((code) -> CODE.matcher(code).matches())
			.map((code) -> code.toLowerCase(Locale.ROOT));
	}

	/**
	 * Classifies the refusal.
	 * @param moreWords further error codes with which this provider says that a grant has
	 * ended
	 */
	Kind classify(int status, Collection<String> moreWords) {
		if (Stream.concat(GRANT_ENDED_CODES.stream(), moreWords.stream().map((word) -> word.toLowerCase(Locale.ROOT)))
			.anyMatch(this.codes::contains)) {
			return Kind.INVALID_GRANT;
		}
		if (status >= 500 || status == 429) {
			return Kind.TRANSIENT;
		}
		if (isOfClient()) {
			return Kind.REFUSED;
		}
		if (status >= 400 && DEAD_TOKEN.matcher(this.text).find()) {
			return Kind.INVALID_GRANT;
		}
		boolean refused = this.codes.stream().anyMatch(REFUSED_CODES::contains) || status == 401 || status == 403
				|| status == 404;
		return refused ? Kind.REFUSED : Kind.TRANSIENT;
	}

	private boolean isOfClient() {
		return this.codes.stream().anyMatch(CLIENT_ERROR_CODES::contains);
	}

	/**
	 * A key by which repeated refusals are recognized as the same one; empty if the
	 * provider may only be overloaded, or if a user's new authorization would not help.
	 */
	Optional<String> findSameness(int status) {
		boolean counts = status < 500 && status != 429 && status != 408 && !isOfClient()
				&& this.codes.stream().noneMatch(TRANSIENT_CODES::contains) && (status >= 400 || !this.codes.isEmpty());
		return counts ? Optional.of(findCode().orElse("status " + status)) : Optional.empty();
	}

	Optional<String> findCode() {
		return this.codes.stream().findFirst();
	}

	/**
	 * The provider's error text, masked and cleaned so that it can be shown and stored.
	 */
	String sanitizeText(Collection<String> sent) {
		String clean = KeepableText.replaceUnstorableCharacters(Masking.forSecrets(sent).mask(this.text))
			.replaceAll("[\\p{Cntrl}\\s]+", " ")
			.strip();
		return (clean.length() <= LONGEST_TEXT) ? clean : clean.substring(0, LONGEST_TEXT) + "…";
	}

}
