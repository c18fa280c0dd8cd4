package io.connectorservice.oauth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.event.Happening;
import io.connectorservice.oauth.TokenRequestFailed.Kind;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.trace.Spans;
import io.connectorservice.webhook.StateChange;
import io.connectorservice.webhook.Webhooks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Renews tokens under a lease: asks the source once, stores what it grants before anybody
 * uses it, and notes what became of it.
 */
@Component
final class TokenRenewal {

	private static final Logger log = LoggerFactory.getLogger(TokenRenewal.class);

	private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

	private final SecretStore store;

	private final TokenStates states;

	private final TokenCache cache;

	private final TokenRescue rescue;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final TokenMeters meters;

	private final OAuthSettings settings;

	TokenRenewal(SecretStore store, TokenStates states, TokenCache cache, TokenRescue rescue, ConnectorEvents events,
			Webhooks webhooks, TokenMeters meters, OAuthSettings settings) {
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
	 * Asks for new tokens and stores them.
	 * @return empty where others came in meanwhile, which are to be looked at
	 * @throws ProblemException where no new token is to be had now
	 */
	Optional<Secret> renew(TokenConnection connection, Lease lease, TokenState state, StoredTokens stored) {
		long askedAt = System.nanoTime();
		try (Spans.Step _ = Spans.step("token renewal")) {
			TokenAnswer answer = connection.source().renew(stored);
			this.meters.renewed();
			return kept(new Grant(connection, lease, stored, answer, state.now()), askedAt);
		}
		catch (TokenRequestFailed failure) {
			return failed(connection, state, stored, failure, askedAt);
		}
	}

	// the token's life has begun when the answer is here
	private Optional<Secret> kept(Grant grant, long askedAt) {
		Optional<StoredTokens> kept = this.rescue.store(grant);
		kept.ifPresent((tokens) -> {
			noteConnected(grant, tokens, askedAt);
			this.cache.hold(grant.connection(), tokens, grant.now().plusNanos(System.nanoTime() - askedAt));
		});
		return kept.map((_) -> grant.answer().accessToken());
	}

	// the tokens are safe: a database that is down now must not keep them from being used
	private void noteConnected(Grant grant, StoredTokens kept, long askedAt) {
		TokenConnection connection = grant.connection();
		try {
			note(connection, kept, grant.answer().scopes(),
					() -> this.events
						.add(Happening.success(connection.tenant(), connection.connectorId(), EventKind.REFRESHED)
							.since(askedAt)));
		}
		catch (ProblemException unavailable) {
			log.warn("New tokens of connector {} are stored but not noted: {}", connection.connectorId(),
					unavailable.code().code());
		}
	}

	/** Notes tokens that were stored without a note. */
	void catchUp(TokenConnection connection, StoredTokens stored) {
		try {
			note(connection, stored, null, () -> {
				// the renewal itself is long over
			});
		}
		catch (ProblemException unavailable) {
			log.debug("Tokens of connector {} are noted later: {}", connection.connectorId(),
					unavailable.code().code());
		}
	}

	private void note(TokenConnection connection, StoredTokens kept, @Nullable List<String> scopes, Runnable noting) {
		this.states.connected(connection.tenant(), connection.connectorId(), kept.version(),
				kept.expiresAt().orElse(null), scopes, noting);
	}

	private Optional<Secret> failed(TokenConnection connection, TokenState state, StoredTokens stored,
			TokenRequestFailed failure, long askedAt) {
		if (connection.source().needsPerson()
				&& (failure.kind() == Kind.INVALID_GRANT || isRefusedForLong(connection, failure))) {
			return invalidGrant(connection, stored, failure, askedAt);
		}
		Duration pause = pause(state.failures(), failure);
		ProblemCode code = code(failure);
		this.meters.failed(code);
		Happening refusal = Happening
			.failure(connection.tenant(), connection.connectorId(), EventKind.REFRESHED, code, failure.status())
			.since(askedAt);
		this.states.failed(connection.tenant(), connection.connectorId(), pause, () -> this.events.add(refusal));
		throw ProblemException.of(code, failure.getMessage() + ".").withRetryAfter(pause);
	}

	// in words that nobody knows, but always in the same
	private boolean isRefusedForLong(TokenConnection connection, TokenRequestFailed failure) {
		String sameness = failure.refused().sameness();
		return sameness != null && this.states.refused(connection.tenant(), connection.connectorId(), sameness,
				failure.refused().text(), this.settings.refusalsBeforeEnd(), this.settings.refusedFor());
	}

	private static ProblemCode code(TokenRequestFailed failure) {
		return switch (failure.kind()) {
			case REFUSED, INVALID_GRANT -> ProblemCode.TOKEN_REQUEST_REFUSED;
			case FORBIDDEN -> ProblemCode.EGRESS_FORBIDDEN;
			case TRANSIENT ->
				(failure.status() == null) ? ProblemCode.UPSTREAM_UNREACHABLE : ProblemCode.UPSTREAM_ERROR;
		};
	}

	// look again: another's tokens may have come in while we asked with the old ones
	private Optional<Secret> invalidGrant(TokenConnection connection, StoredTokens stored, TokenRequestFailed failure,
			long askedAt) {
		SecretDocument document = this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT);
		if (stored.isSuperseded(new StoredTokens(connection.place(), document))) {
			return Optional.empty();
		}
		throw giveUp(connection, document.version(), failure.refused().text(), askedAt);
	}

	/** Tokens have ended that cannot be renewed, as no refresh token came with them. */
	ProblemException ended(TokenConnection connection, StoredTokens stored) {
		return giveUp(connection, stored.version(), "", System.nanoTime());
	}

	private ProblemException giveUp(TokenConnection connection, int version, String words, long askedAt) {
		this.meters.failed(ProblemCode.REAUTHORIZATION_REQUIRED);
		Happening end = Happening
			.failure(connection.tenant(), connection.connectorId(), EventKind.REAUTHORIZATION_REQUIRED,
					ProblemCode.REAUTHORIZATION_REQUIRED, null)
			.since(askedAt);
		this.states.giveUp(connection.tenant(), connection.connectorId(), version, words, () -> note(end));
		this.cache.forget(connection.tenant(), connection.connectorId());
		return givenUp(words);
	}

	private void note(Happening end) {
		this.events.add(end);
		this.webhooks.tell(end.tenant(), end.connector(), StateChange.REAUTHORIZATION_REQUIRED, end.code(), null);
	}

	/**
	 * Full jitter over a doubling pause; what the endpoint asks for counts if it is
	 * longer.
	 */
	private Duration pause(int failures, TokenRequestFailed failure) {
		long most = Math.min(FIRST_BACKOFF.toMillis() << Math.min(failures, 20),
				this.settings.longestBackoff().toMillis());
		Duration jittered = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
		Duration asked = failure.retryAfter();
		Duration pause = (asked != null && asked.compareTo(jittered) > 0) ? asked : jittered;
		return (pause.compareTo(this.settings.longestBackoff()) < 0) ? pause : this.settings.longestBackoff();
	}

	static ProblemException givenUp(String words) {
		String saying = words.isEmpty() ? "" : " (it says: " + words + ")";
		return ProblemException.of(ProblemCode.REAUTHORIZATION_REQUIRED,
				"The service no longer takes this connector's tokens" + saying
						+ ": its user has to authorize it again, at its oauth2/authorizations.");
	}

	static ProblemException backingOff(Duration untilNextAttempt) {
		return ProblemException
			.of(ProblemCode.UPSTREAM_ERROR, "The token endpoint failed lately and is not asked again before a pause.")
			.withRetryAfter(untilNextAttempt);
	}

}
