package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Hands out access tokens that hold, and has them renewed in time. However many callers
 * and replicas need a new one, one asks for it and all get it: look, take the lease, look
 * again, ask, store, and only then use.
 */
@Component
public class TokenManager {

	private final SecretStore store;

	private final TokenStates states;

	private final TokenCache cache;

	private final TokenRenewal renewal;

	private final Turns turns;

	private final OAuthSettings settings;

	TokenManager(SecretStore store, TokenStates states, TokenCache cache, TokenRenewal renewal, Turns turns,
			OAuthSettings settings) {
		this.store = store;
		this.states = states;
		this.cache = cache;
		this.renewal = renewal;
		this.turns = turns;
		this.settings = settings;
	}

	/**
	 * A token to sign with.
	 * @throws ProblemException AUTHORIZATION_REQUIRED, REAUTHORIZATION_REQUIRED,
	 * TOKEN_REQUEST_REFUSED, SECRET_STORE_UNAVAILABLE, or as for an external service that
	 * does not answer
	 */
	public Secret current(TokenConnection connection) {
		return this.cache.find(connection.tenant(), connection.connectorId()).orElseGet(() -> inTurn(connection, null));
	}

	/**
	 * Another token than the one that the service refused.
	 * @param refused the token that did not work
	 * @return the same token where no other can be had
	 * @throws ProblemException as {@link #current}
	 */
	public Secret renewed(TokenConnection connection, Secret refused) {
		return inTurn(connection, refused);
	}

	// of this process's callers one works, the others wait for it and then find its token
	private Secret inTurn(TokenConnection connection, @Nullable Secret refused) {
		return this.turns.take(connection.connectorId(), this.settings.patience(),
				() -> this.cache.find(connection.tenant(), connection.connectorId())
					.filter((token) -> isOther(token, refused))
					.orElseGet(() -> found(connection, refused)));
	}

	private Secret found(TokenConnection connection, @Nullable Secret refused) {
		long giveUpAt = System.nanoTime() + this.settings.patience().toNanos();
		while (true) {
			Look look = look(connection);
			Optional<Secret> token = look.usable(refused);
			if (token.isPresent() && !look.isDue()) {
				this.cache.hold(connection, look.stored(), look.state().now());
				return token.get();
			}
			if (!connection.source().canRenew(look.stored())) {
				return token.or(() -> Optional.ofNullable(refused)).orElseThrow(TokenManager::notConnected);
			}
			refuseIfGivenUp(look);
			Optional<Secret> renewed = tryToRenew(connection, look, refused, token);
			if (renewed.isPresent()) {
				return renewed.get();
			}
			pause(giveUpAt);
		}
	}

	private static boolean isOther(Secret token, @Nullable Secret refused) {
		return refused == null || !token.equals(refused);
	}

	private Look look(TokenConnection connection) {
		TokenState state = this.states.read(connection.tenant(), connection.connectorId());
		return new Look(state, stored(connection));
	}

	private StoredTokens stored(TokenConnection connection) {
		SecretDocument document = this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT);
		return new StoredTokens(connection.place(), document);
	}

	private static void refuseIfGivenUp(Look look) {
		if (look.state().isGivenUp(look.stored())) {
			throw TokenRenewal.givenUp();
		}
	}

	/**
	 * Renews, if nobody else does.
	 * @return empty where somebody else is at it and its result has to be waited for
	 */
	private Optional<Secret> tryToRenew(TokenConnection connection, Look look, @Nullable Secret refused,
			Optional<Secret> stillHolds) {
		Duration untilNextAttempt = look.state().untilNextAttempt();
		if (untilNextAttempt != null) {
			return Optional.of(stillHolds.orElseThrow(() -> TokenRenewal.backingOff(untilNextAttempt)));
		}
		UUID owner = UUID.randomUUID();
		if (!this.states.lease(connection.tenant(), connection.connectorId(), owner, this.settings.lease())) {
			// somebody is at it: what still holds serves meanwhile
			return stillHolds;
		}
		return Optional.of(renewedUnderLease(connection, owner, refused, stillHolds));
	}

	private Secret renewedUnderLease(TokenConnection connection, UUID owner, @Nullable Secret refused,
			Optional<Secret> stillHolds) {
		Look again = lookOrRelease(connection, owner);
		Optional<Secret> token = again.usable(refused);
		if ((token.isPresent() && !again.isDue()) || again.state().isGivenUp(again.stored())) {
			this.states.release(connection.tenant(), connection.connectorId(), owner);
			refuseIfGivenUp(again);
			this.cache.hold(connection, again.stored(), again.state().now());
			return token.orElseThrow(TokenManager::notConnected);
		}
		try {
			return this.renewal.renew(connection, owner, again.state(), again.stored());
		}
		catch (ProblemException failure) {
			// before its end a token serves on, whatever keeps us from renewing it
			return stillHolds.filter((_) -> failure.code() != ProblemCode.REAUTHORIZATION_REQUIRED)
				.orElseThrow(() -> failure);
		}
	}

	private Look lookOrRelease(TokenConnection connection, UUID owner) {
		try {
			return look(connection);
		}
		catch (RuntimeException failure) {
			this.states.release(connection.tenant(), connection.connectorId(), owner);
			throw failure;
		}
	}

	private static void pause(long giveUpAt) {
		if (System.nanoTime() - giveUpAt > 0) {
			throw Turns.tookTooLong();
		}
		Turns.sleepABit();
	}

	private static ProblemException notConnected() {
		return ProblemException.of(ProblemCode.AUTHORIZATION_REQUIRED,
				"No tokens are stored for this connector: begin at its oauth2/authorizations, or send them to its credentials.");
	}

	/** What there is at one moment. */
	private final class Look {

		private final TokenState state;

		private final StoredTokens stored;

		Look(TokenState state, StoredTokens stored) {
			this.state = state;
			this.stored = stored;
		}

		TokenState state() {
			return this.state;
		}

		StoredTokens stored() {
			return this.stored;
		}

		Instant now() {
			return this.state.now();
		}

		/** The access token, unless it has ended or is the one that was refused. */
		Optional<Secret> usable(@Nullable Secret refused) {
			boolean holds = this.stored.left(now()).map(Duration::isPositive).orElse(true);
			return this.stored.accessToken().filter((token) -> holds && isOther(token, refused));
		}

		/** Whether it is time to renew the access token. */
		boolean isDue() {
			return !TokenManager.this.cache.untilRenewal(this.stored, now()).isPositive();
		}

	}

}
