package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
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

	private final OAuthSettings settings;

	TokenRenewal(SecretStore store, TokenStates states, TokenCache cache, TokenRescue rescue, ConnectorEvents events,
			OAuthSettings settings) {
		this.store = store;
		this.states = states;
		this.cache = cache;
		this.rescue = rescue;
		this.events = events;
		this.settings = settings;
	}

	/**
	 * Renews. The lease is given back in every case but one: tokens that were granted and
	 * could not be stored keep it while they are being rescued.
	 * @throws ProblemException where no new token is to be had now
	 */
	Secret renew(TokenConnection connection, UUID owner, TokenState state, StoredTokens stored) {
		try {
			TokenAnswer answer = connection.source().renew(stored);
			return keep(connection, owner, state, stored, answer);
		}
		catch (TokenRequestFailed failure) {
			throw failed(connection, state, stored, failure);
		}
		catch (ProblemException failure) {
			if (failure.code() != ProblemCode.SECRET_STORE_UNAVAILABLE || !this.rescue.isAtWork(connection)) {
				this.states.release(connection.tenant(), connection.connectorId(), owner);
			}
			throw failure;
		}
	}

	private Secret keep(TokenConnection connection, UUID owner, TokenState state, StoredTokens stored,
			TokenAnswer answer) {
		SecretDocument granted = stored.granted(answer, state.now());
		if (!this.rescue.store(connection, owner, granted)) {
			// somebody stored other tokens meanwhile, a person who authorized anew:
			// theirs count
			this.states.release(connection.tenant(), connection.connectorId(), owner);
			return theirs(connection);
		}
		StoredTokens kept = new StoredTokens(connection.place(),
				new SecretDocument(granted.fields(), granted.version() + 1));
		noteConnected(connection, kept, answer);
		this.cache.hold(connection, kept, state.now());
		return answer.accessToken();
	}

	private Secret theirs(TokenConnection connection) {
		SecretDocument document = this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT);
		return new StoredTokens(connection.place(), document).accessToken().orElseThrow(TokenRenewal::givenUp);
	}

	// the tokens are safe: a database that is down now must not keep them from being used
	private void noteConnected(TokenConnection connection, StoredTokens kept, TokenAnswer answer) {
		try {
			Instant expiresAt = kept.expiresAt().orElse(null);
			this.states.connected(connection.tenant(), connection.connectorId(), kept.version(), expiresAt,
					answer.scopes());
			this.events.succeeded(connection.tenant(), connection.connectorId(), EventKind.REFRESHED);
		}
		catch (ProblemException unavailable) {
			log.warn("New tokens of connector {} are stored but not noted: {}", connection.connectorId(),
					unavailable.code().code());
		}
	}

	private ProblemException failed(TokenConnection connection, TokenState state, StoredTokens stored,
			TokenRequestFailed failure) {
		this.cache.forget(connection.tenant(), connection.connectorId());
		if (failure.kind() == TokenRequestFailed.Kind.INVALID_GRANT) {
			return invalidGrant(connection, stored);
		}
		Duration pause = pause(state.failures(), failure);
		this.states.failed(connection.tenant(), connection.connectorId(), pause);
		ProblemCode code = switch (failure.kind()) {
			case REFUSED -> ProblemCode.TOKEN_REQUEST_REFUSED;
			case FORBIDDEN -> ProblemCode.EGRESS_FORBIDDEN;
			case TRANSIENT, INVALID_GRANT ->
				(failure.status() == null) ? ProblemCode.UPSTREAM_UNREACHABLE : ProblemCode.UPSTREAM_ERROR;
		};
		this.events.failed(connection.tenant(), connection.connectorId(), EventKind.REFRESHED, code, failure.status());
		return ProblemException.of(code, failure.getMessage() + ".").withRetryAfter(pause);
	}

	// look again: another's tokens may have come in while we asked with the old ones
	private ProblemException invalidGrant(TokenConnection connection, StoredTokens stored) {
		int version = this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT).version();
		if (version != stored.version()) {
			this.states.failed(connection.tenant(), connection.connectorId(), Duration.ZERO);
			return ProblemException
				.of(ProblemCode.UPSTREAM_ERROR, "The connector's tokens were just replaced; try again.")
				.withRetryAfter(Duration.ofSeconds(1));
		}
		if (this.states.giveUp(connection.tenant(), connection.connectorId(), version)) {
			this.events.failed(connection.tenant(), connection.connectorId(), EventKind.REAUTHORIZATION_REQUIRED,
					ProblemCode.REAUTHORIZATION_REQUIRED, null);
		}
		return givenUp();
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

	static ProblemException givenUp() {
		return ProblemException.of(ProblemCode.REAUTHORIZATION_REQUIRED,
				"The service no longer takes this connector's tokens: its user has to authorize it again, at its oauth2/authorizations.");
	}

	static ProblemException backingOff(Duration untilNextAttempt) {
		return ProblemException
			.of(ProblemCode.UPSTREAM_ERROR, "The token endpoint failed lately and is not asked again before a pause.")
			.withRetryAfter(untilNextAttempt);
	}

}
