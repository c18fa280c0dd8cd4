package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.oauth.UnsavedTokenKeeper.RefreshGrant;
import io.connectorservice.oauth.endpoint.TokenRequestException;
import io.connectorservice.oauth.endpoint.TokenRequestException.Kind;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenState;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.trace.Spans;
import io.connectorservice.webhook.WebhookEventType;
import io.connectorservice.webhook.Webhooks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Refreshes tokens under a lease: requests them once, stores them before anybody uses
 * them, and records the outcome.
 */
@Component
final class TokenRefresher {

	private static final Logger log = LoggerFactory.getLogger(TokenRefresher.class);

	private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

	private final SecretStore store;

	private final TokenStateRepository states;

	private final TokenCache cache;

	private final UnsavedTokenKeeper rescue;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final TokenMetrics meters;

	private final OAuthSettings settings;

	TokenRefresher(SecretStore store, TokenStateRepository states, TokenCache cache, UnsavedTokenKeeper rescue,
			ConnectorEvents events, Webhooks webhooks, TokenMetrics meters, OAuthSettings settings) {
		this.store = store;
		this.states = states;
		this.cache = cache;
		this.rescue = rescue;
		this.events = events;
		this.webhooks = webhooks;
		this.meters = meters;
		this.settings = settings;
	}

	/**
	 * Requests new tokens and stores them.
	 * @return empty where other tokens were stored meanwhile, which have to be read
	 * @throws ProblemException where no new token can be obtained now
	 */
	Optional<Secret> refresh(TokenContext connection, Lease lease, TokenState state, StoredTokens stored) {
		long startedAt = System.nanoTime();
		try (Spans.Step _ = Spans.startStep("token renewal")) {
			TokenResponse response = connection.source().requestToken(stored);
			this.meters.recordRefresh();
			return storeAndRecord(new RefreshGrant(connection, lease, stored, response, state.now()), startedAt);
		}
		catch (TokenRequestException failure) {
			return handleFailure(connection, state, stored, failure, startedAt);
		}
	}

	// The token's lifetime began before its response arrived.
	private Optional<Secret> storeAndRecord(RefreshGrant refreshGrant, long startedAt) {
		Optional<StoredTokens> stored = this.rescue.store(refreshGrant);
		stored.ifPresent((tokens) -> {
			tryRecordConnected(refreshGrant, tokens, startedAt);
			this.cache.put(refreshGrant.connection(), tokens,
					refreshGrant.now().plusNanos(System.nanoTime() - startedAt));
		});
		return stored.map((_) -> refreshGrant.answer().accessToken());
	}

	// The tokens are stored already, so they can be used although the database is down.
	private void tryRecordConnected(RefreshGrant refreshGrant, StoredTokens stored, long startedAt) {
		TokenContext connection = refreshGrant.connection();
		try {
			this.states.recordConnected(connection.connector(), stored.version(), stored.expiresAt().orElse(null),
					refreshGrant.answer().scopes(),
					() -> this.events.record(ConnectorEvent.success(connection.connector(), EventKind.REFRESHED)
						.withDurationSince(startedAt)));
		}
		catch (ProblemException unavailable) {
			log.warn("New tokens of connector {} are stored but not recorded: {}", connection.connector().id(),
					unavailable.code().code());
		}
	}

	/** Records tokens whose storing could not be recorded. */
	void recordLate(TokenContext connection, StoredTokens stored) {
		try {
			this.states.recordConnected(connection.connector(), stored.version(), stored.expiresAt().orElse(null),
					null);
		}
		catch (ProblemException unavailable) {
			log.debug("Tokens of connector {} are recorded later: {}", connection.connector().id(),
					unavailable.code().code());
		}
	}

	private Optional<Secret> handleFailure(TokenContext connection, TokenState state, StoredTokens stored,
			TokenRequestException failure, long startedAt) {
		if (connection.source().needsPerson()
				&& (failure.kind() == Kind.INVALID_GRANT || isRefusedForLong(connection, failure))) {
			return handleInvalidGrant(connection, stored, failure, startedAt);
		}
		Duration pause = computeBackoff(state.failures(), failure);
		ProblemCode code = toProblemCode(failure);
		this.meters.recordFailure(code);
		ConnectorEvent refusal = ConnectorEvent
			.failure(connection.connector(), EventKind.REFRESHED, code, failure.status())
			.withDurationSince(startedAt);
		this.states.recordFailure(connection.connector(), pause, () -> this.events.record(refusal));
		throw ProblemException.of(code, failure.getMessage() + ".").withRetryAfter(pause);
	}

	// A provider may use an unknown error code; one that it keeps repeating ends the
	// grant.
	private boolean isRefusedForLong(TokenContext connection, TokenRequestException failure) {
		String refusalKey = failure.refusal().sameness();
		return refusalKey != null && this.states.recordRefusal(connection.connector(), refusalKey,
				failure.refusal().text(), this.settings.refusalsBeforeEnd(), this.settings.refusedFor());
	}

	private static ProblemCode toProblemCode(TokenRequestException failure) {
		return switch (failure.kind()) {
			case REFUSED, INVALID_GRANT -> ProblemCode.TOKEN_REQUEST_REFUSED;
			case FORBIDDEN -> ProblemCode.EGRESS_FORBIDDEN;
			case TRANSIENT ->
				(failure.status() == null) ? ProblemCode.UPSTREAM_UNREACHABLE : ProblemCode.UPSTREAM_ERROR;
		};
	}

	// Other tokens may have been stored during the request with the old ones.
	private Optional<Secret> handleInvalidGrant(TokenContext connection, StoredTokens stored,
			TokenRequestException failure, long startedAt) {
		SecretDocument document = this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT);
		if (stored.isSuperseded(new StoredTokens(connection.place(), document))) {
			return Optional.empty();
		}
		throw giveUp(connection, document.version(), failure.refusal().text(), startedAt);
	}

	/** Gives up expired tokens that have no refresh token. */
	ProblemException giveUpExpiredTokens(TokenContext connection, StoredTokens stored) {
		return giveUp(connection, stored.version(), "", System.nanoTime());
	}

	private ProblemException giveUp(TokenContext connection, int version, String words, long startedAt) {
		this.meters.recordFailure(ProblemCode.REAUTHORIZATION_REQUIRED);
		ConnectorEvent end = ConnectorEvent
			.failure(connection.connector(), EventKind.REAUTHORIZATION_REQUIRED, ProblemCode.REAUTHORIZATION_REQUIRED,
					null)
			.withDurationSince(startedAt);
		this.states.recordGivenUp(connection.connector(), version, words, () -> recordAndPublish(end));
		this.cache.evict(connection.connector());
		return reauthorizationRequiredException(words);
	}

	private void recordAndPublish(ConnectorEvent end) {
		this.events.record(end);
		this.webhooks.publish(end.connector(), WebhookEventType.REAUTHORIZATION_REQUIRED, end.code(), null);
	}

	/**
	 * Computes a doubling pause with jitter; a longer Retry-After of the endpoint takes
	 * precedence.
	 */
	private Duration computeBackoff(int failures, TokenRequestException failure) {
		long ceiling = Math.min(FIRST_BACKOFF.toMillis() << Math.min(failures, 20),
				this.settings.maxBackoff().toMillis());
		Duration jittered = Duration.ofMillis(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1));
		Duration retryAfter = failure.retryAfter();
		Duration pause = (retryAfter != null && retryAfter.compareTo(jittered) > 0) ? retryAfter : jittered;
		return (pause.compareTo(this.settings.maxBackoff()) < 0) ? pause : this.settings.maxBackoff();
	}

	static ProblemException reauthorizationRequiredException(String words) {
		String quote = words.isEmpty() ? "" : " (it says: " + words + ")";
		return ProblemException.of(ProblemCode.REAUTHORIZATION_REQUIRED,
				"The service no longer takes this connector's tokens" + quote
						+ ": its user has to authorize it again, at its oauth2/authorizations.");
	}

	static ProblemException backingOffException(Duration untilNextAttempt) {
		return ProblemException
			.of(ProblemCode.UPSTREAM_ERROR,
					"The token endpoint failed recently and is not called again before the time in Retry-After.")
			.withRetryAfter(untilNextAttempt);
	}

}
