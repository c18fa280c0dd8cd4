package io.connectorservice.oauth.storage;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.connectorservice.digest.Sha256;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import org.jspecify.annotations.Nullable;

/**
 * A connector's tokens in the secret store. They are in one document, so that they are
 * replaced together or not at all.
 *
 * @param place the document and its fields
 * @param document the document's content and version
 */
public record StoredTokens(TokenLocation place, SecretDocument document) {

	public static final String EXPIRES_AT = "expires_at";

	// what the access token was granted for, if the configuration alone decides that
	private static final String RIGHTS = "granted_for";

	private static final String OBTAINED_AT = "obtained_at";

	// the fingerprint of the access token that the other fields describe; if somebody
	// replaces the token by hand, they do not apply to the new one
	private static final String KNOWN_TOKEN = "known_token";

	// fingerprints of the refresh token that was
	// spent and of the one it was exchanged for
	private static final String RENEWED_FROM = "renewed_from";

	// a second pair of tokens from the same response, which is not used for signing
	private static final String SECOND_ACCESS = "second_access_token";

	private static final String SECOND_REFRESH = "second_refresh_token";

	// the authorization by which the tokens were granted
	private static final String AUTHORIZATION = "authorization_id";

	// earlier versions stored the other fields of the token response under this prefix
	private static final String EXTRA = "extra_";

	public Optional<Secret> accessToken() {
		return isForeign() ? Optional.empty() : this.document.findSecret(this.place.accessField());
	}

	public Optional<Secret> refreshToken() {
		return isForeign() ? Optional.empty() : this.document.findSecret(this.place.refreshField());
	}

	// tokens of the operator's OAuth app are not used by a connector that has become
	// another client, even if its row was changed by SQL
	private boolean isForeign() {
		return this.document.findSecret(SecretDocument.OAUTH_APP)
			.filter((app) -> !app.reveal().equals(this.place.oauthApp()))
			.isPresent();
	}

	/**
	 * When the access token expires, by the database's clock; empty if unknown, as for
	 * tokens imported from elsewhere.
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
	 * Returns the document with the tokens of a new grant.
	 * @param now by the database's clock
	 * @param rights what the grant is for, as computed by
	 * {@code TokenSource.computeRights}
	 */
	public SecretDocument applyGrant(TokenResponse response, Instant now, String rights) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(this.document.fields());
		fields.keySet().removeIf((field) -> field.startsWith(EXTRA));
		fields.put(this.place.accessField(), response.accessToken().reveal());
		if (response.refreshToken() != null) {
			fields.put(this.place.refreshField(), response.refreshToken().reveal());
		}
		fields.remove(RENEWED_FROM);
		fields.remove(EXPIRES_AT);
		if (response.life() != null) {
			fields.put(EXPIRES_AT, now.plus(response.life()).toString());
		}
		putSecond(response.second(), fields);
		fields.put(OBTAINED_AT, now.toString());
		fields.remove(RIGHTS);
		if (!rights.isEmpty()) {
			fields.put(RIGHTS, rights);
		}
		fields.remove(SecretDocument.OAUTH_APP);
		if (this.place.oauthApp() != null) {
			fields.put(SecretDocument.OAUTH_APP, this.place.oauthApp());
		}
		fields.put(KNOWN_TOKEN, computeFingerprint(response.accessToken()));
		return new SecretDocument(fields, this.document.version());
	}

	// a refresh returns one pair only; the stored second pair stays
	private static void putSecond(TokenResponse.@Nullable Pair second, Map<String, @Nullable Object> fields) {
		if (second != null) {
			fields.put(SECOND_ACCESS, second.accessToken().reveal());
			fields.remove(SECOND_REFRESH);
			if (second.refreshToken() != null) {
				fields.put(SECOND_REFRESH, second.refreshToken().reveal());
			}
		}
	}

	/**
	 * Returns the document with the tokens of another grant in place of these. A new
	 * grant may belong to another account, so nothing of the old one stays, not even its
	 * refresh token if the new one has none.
	 */
	public SecretDocument replaceGrant(StoredTokens granted) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(withoutTokens().fields());
		granted.document.fields().forEach((field, value) -> fields.put(translateField(granted.place, field), value));
		return new SecretDocument(fields, this.document.version());
	}

	private String translateField(TokenLocation other, String field) {
		if (field.equals(other.accessField())) {
			return this.place.accessField();
		}
		return field.equals(other.refreshField()) ? this.place.refreshField() : field;
	}

	/** Whether these tokens are those of the other grant, or were refreshed from them. */
	public boolean isSameGrant(StoredTokens granted) {
		Optional<Secret> authorization = granted.document.findSecret(AUTHORIZATION);
		return authorization.isPresent() && authorization.equals(this.document.findSecret(AUTHORIZATION));
	}

	/** Returns the document with the authorization by which its tokens were granted. */
	public SecretDocument withAuthorization(UUID authorization) {
		return this.document.with(AUTHORIZATION, Secret.of(authorization.toString()));
	}

	/**
	 * Returns the document with the two pairs swapped, so that the other one signs; empty
	 * if there is no other pair.
	 */
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
	 * Returns the document with the tokens of a refresh.
	 * @param requested the stored tokens that the refresh was requested with
	 * @param now the database's time before the request
	 * @param rights what the tokens were requested for
	 */
	public SecretDocument applyRefresh(TokenResponse response, Instant now, StoredTokens requested, String rights) {
		SecretDocument granted = applyGrant(response, now, rights);
		Secret next = response.refreshToken();
		if (next == null) {
			return granted;
		}
		return requested.refreshToken()
			.map((spent) -> granted.with(RENEWED_FROM, Secret.of(computeRefreshStep(spent, next))))
			.orElse(granted);
	}

	private static String computeRefreshStep(Secret spent, Secret granted) {
		return computeFingerprint(spent) + "-" + computeFingerprint(granted);
	}

	/** Returns the document without the tokens and everything that came with them. */
	public SecretDocument withoutTokens() {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(this.document.fields());
		fields.keySet()
			.removeAll(Set.of(this.place.accessField(), this.place.refreshField(), EXPIRES_AT, OBTAINED_AT, KNOWN_TOKEN,
					RENEWED_FROM, RIGHTS, SECOND_ACCESS, SECOND_REFRESH, AUTHORIZATION, SecretDocument.OAUTH_APP));
		fields.keySet().removeIf((field) -> field.startsWith(EXTRA));
		return new SecretDocument(fields, this.document.version());
	}

	/**
	 * Whether the access token was granted for the rights that are configured now; also
	 * true if that is not known, as for tokens imported from elsewhere.
	 */
	public boolean isFor(String rights) {
		return rights.isEmpty() || readKnownText(RIGHTS).filter((granted) -> !granted.equals(rights)).isEmpty();
	}

	/** The remaining lifetime of the access token; empty if unknown. */
	public Optional<Duration> computeRemainingLifetime(Instant now) {
		return expiresAt().map((end) -> Duration.between(now, end));
	}

	/** The lifetime with which the access token was granted; empty if unknown. */
	public Optional<Duration> computeLifetime() {
		return readKnownInstant(OBTAINED_AT).flatMap((begin) -> expiresAt().map((end) -> Duration.between(begin, end)));
	}

	/** The time since the access token was granted; empty if unknown. */
	public Optional<Duration> computeAge(Instant now) {
		return readKnownInstant(OBTAINED_AT).map((begin) -> Duration.between(begin, now));
	}

	/**
	 * Whether these tokens came from an earlier refresh with the same refresh token, made
	 * by a process that died or was paused; the provider has since issued newer ones.
	 * @param requested the stored tokens that both refreshes were requested with
	 * @param now when the later refresh began
	 */
	public boolean isEarlierRenewal(StoredTokens requested, Instant now) {
		boolean same = requested.refreshToken()
			.flatMap((spent) -> refreshToken().map((granted) -> computeRefreshStep(spent, granted)))
			.flatMap((step) -> this.document.findSecret(RENEWED_FROM).map(Secret::reveal).filter(step::equals))
			.isPresent();
		return same && readKnownInstant(OBTAINED_AT).filter(now::isAfter).isPresent();
	}

	/** Whether other tokens have been stored since, which the next refresh must use. */
	public boolean isSuperseded(StoredTokens current) {
		return !current.refreshToken().equals(refreshToken())
				|| (version() > 0 && current.document().fields().isEmpty());
	}

}
