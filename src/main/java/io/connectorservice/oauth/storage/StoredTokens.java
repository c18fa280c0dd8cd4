package io.connectorservice.oauth.storage;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.digest.Sha256;
import io.connectorservice.oauth.TokenSource;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import org.jspecify.annotations.Nullable;

/**
 * A connector's tokens as the secret store holds them, in one document, so that they are
 * replaced together or not at all.
 *
 * @param place where they lie
 * @param document its content and version
 */
public record StoredTokens(TokenLocation place, SecretDocument document) {

	public static final String EXPIRES_AT = "expires_at";

	// what the access token was granted for, where the configuration alone decides that
	private static final String RIGHTS = "granted_for";

	private static final String OBTAINED_AT = "obtained_at";

	// what is known of an access token is not said of another that somebody puts in its
	// place
	private static final String KNOWN_TOKEN = "known_token";

	// the refresh token that was spent for the one that lies here, and that one
	private static final String RENEWED_FROM = "renewed_from";

	// another pair that came along and does not sign
	private static final String SECOND_ACCESS = "second_access_token";

	private static final String SECOND_REFRESH = "second_refresh_token";

	// earlier versions kept what else came with the tokens
	private static final String EXTRA = "extra_";

	public Optional<Secret> accessToken() {
		return this.document.findSecret(this.place.accessField());
	}

	public Optional<Secret> refreshToken() {
		return this.document.findSecret(this.place.refreshField());
	}

	/**
	 * When the access token ends, by the database's clock; empty where that is not known,
	 * as for tokens brought in from elsewhere.
	 */
	public Optional<Instant> expiresAt() {
		return readKnownInstant(EXPIRES_AT);
	}

	private Optional<Instant> readKnownInstant(String field) {
		return readKnownText(field).flatMap(StoredTokens::parseInstant);
	}

	private Optional<String> readKnownText(String field) {
		return this.document.findSecret(KNOWN_TOKEN)
			.filter((known) -> accessToken().map(StoredTokens::computeFingerprint)
				.filter(known.reveal()::equals)
				.isPresent())
			.flatMap((_) -> this.document.findSecret(field))
			.map(Secret::reveal);
	}

	private static String computeFingerprint(Secret token) {
		return Sha256.digestToShortHex(token.reveal().getBytes(StandardCharsets.UTF_8));
	}

	private static Optional<Instant> parseInstant(String text) {
		try {
			return Optional.of(Instant.parse(text));
		}
		catch (DateTimeException _) {
			return Optional.empty();
		}
	}

	public int version() {
		return this.document.version();
	}

	/**
	 * The document after a grant.
	 * @param now by the database's clock
	 * @param rights what it was asked for, as {@link TokenSource#computeRights} names it
	 */
	public SecretDocument applyGrant(TokenResponse answer, Instant now, String rights) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(this.document.fields());
		fields.keySet().removeIf((field) -> field.startsWith(EXTRA));
		fields.put(this.place.accessField(), answer.accessToken().reveal());
		if (answer.refreshToken() != null) {
			fields.put(this.place.refreshField(), answer.refreshToken().reveal());
		}
		fields.remove(RENEWED_FROM);
		fields.remove(EXPIRES_AT);
		if (answer.life() != null) {
			fields.put(EXPIRES_AT, now.plus(answer.life()).toString());
		}
		putSecond(answer.second(), fields);
		fields.put(OBTAINED_AT, now.toString());
		fields.remove(RIGHTS);
		if (!rights.isEmpty()) {
			fields.put(RIGHTS, rights);
		}
		fields.put(KNOWN_TOKEN, computeFingerprint(answer.accessToken()));
		return new SecretDocument(fields, this.document.version());
	}

	// a renewal brings one pair only, and the other stays
	private static void putSecond(TokenResponse.@Nullable Pair second, Map<String, @Nullable Object> fields) {
		if (second != null) {
			fields.put(SECOND_ACCESS, second.accessToken().reveal());
			fields.remove(SECOND_REFRESH);
			if (second.refreshToken() != null) {
				fields.put(SECOND_REFRESH, second.refreshToken().reveal());
			}
		}
	}

	/** The document without the pair that does not sign. */
	public SecretDocument withoutSecond() {
		return this.document.without(SECOND_ACCESS).without(SECOND_REFRESH);
	}

	/** The document with the other pair signing; empty where there is none. */
	public Optional<SecretDocument> swapPairs() {
		if (this.document.findSecret(SECOND_ACCESS).isEmpty()) {
			return Optional.empty();
		}
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(this.document.fields());
		swapFields(fields, this.place.accessField(), SECOND_ACCESS);
		swapFields(fields, this.place.refreshField(), SECOND_REFRESH);
		fields.keySet().removeAll(Set.of(EXPIRES_AT, OBTAINED_AT, KNOWN_TOKEN, RENEWED_FROM, RIGHTS));
		return Optional.of(new SecretDocument(fields, this.document.version()));
	}

	private static void swapFields(Map<String, @Nullable Object> fields, String one, String other) {
		Object first = fields.remove(one);
		Object second = fields.remove(other);
		if (second != null) {
			fields.put(one, second);
		}
		if (first != null) {
			fields.put(other, first);
		}
	}

	/**
	 * The document after a renewal.
	 * @param asked the tokens that were spent for it
	 * @param now by the database's clock, before they were spent
	 * @param rights what they were asked for
	 */
	public SecretDocument applyRefresh(TokenResponse answer, Instant now, StoredTokens asked, String rights) {
		SecretDocument granted = applyGrant(answer, now, rights);
		Secret next = answer.refreshToken();
		if (next == null) {
			return granted;
		}
		return asked.refreshToken()
			.map((spent) -> granted.with(RENEWED_FROM, Secret.of(computeRefreshStep(spent, next))))
			.orElse(granted);
	}

	private static String computeRefreshStep(Secret spent, Secret granted) {
		return computeFingerprint(spent) + "-" + computeFingerprint(granted);
	}

	/** The document without the tokens and all that came with them. */
	public SecretDocument withoutTokens() {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(this.document.fields());
		fields.keySet()
			.removeAll(Set.of(this.place.accessField(), this.place.refreshField(), EXPIRES_AT, OBTAINED_AT, KNOWN_TOKEN,
					RENEWED_FROM, RIGHTS, SECOND_ACCESS, SECOND_REFRESH));
		fields.keySet().removeIf((field) -> field.startsWith(EXTRA));
		return new SecretDocument(fields, this.document.version());
	}

	/**
	 * Whether the access token was granted for what is asked for now; also where that is
	 * not known, as for tokens brought in from elsewhere.
	 */
	public boolean isFor(String rights) {
		return rights.isEmpty() || readKnownText(RIGHTS).filter((granted) -> !granted.equals(rights)).isEmpty();
	}

	/** How long the access token still holds; empty where that is not known. */
	public Optional<Duration> computeRemainingLifetime(Instant now) {
		return expiresAt().map((end) -> Duration.between(now, end));
	}

	/** For how long the access token was granted. */
	public Optional<Duration> computeLifetime() {
		return readKnownInstant(OBTAINED_AT).flatMap((begin) -> expiresAt().map((end) -> Duration.between(begin, end)));
	}

	/** How long ago the access token was granted; empty where that is not known. */
	public Optional<Duration> computeAge(Instant now) {
		return readKnownInstant(OBTAINED_AT).map((begin) -> Duration.between(begin, now));
	}

	/**
	 * Whether these came from an earlier renewal with the same refresh token, by a
	 * process that died or stood still; its answer is not the provider's last word.
	 * @param asked the tokens that both were asked with
	 * @param now when the later one began
	 */
	public boolean isEarlierRenewal(StoredTokens asked, Instant now) {
		boolean same = asked.refreshToken()
			.flatMap((spent) -> refreshToken().map((granted) -> computeRefreshStep(spent, granted)))
			.flatMap((step) -> this.document.findSecret(RENEWED_FROM).map(Secret::reveal).filter(step::equals))
			.isPresent();
		return same && readKnownInstant(OBTAINED_AT).filter(now::isAfter).isPresent();
	}

	/** Whether other tokens than these have come in, from which one renews now. */
	public boolean isSuperseded(StoredTokens current) {
		return !current.refreshToken().equals(refreshToken())
				|| (version() > 0 && current.document().fields().isEmpty());
	}

}
