package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenState;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.time.Deadline;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Hands out access tokens that hold, and has them renewed in time. However many callers
 * and replicas need a new one, one asks for it and all get it: look, take the lease, look
 * again, ask, store, and only then use.
 */
@Component
public class TokenManager {

	private static final Duration MEANWHILE = Duration.ofMillis(500);

	// for a newer token than one that still holds
	private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(2);

	private final SecretStore store;

	private final TokenStateRepository states;

	private final TokenCache cache;

	private final TokenRefresher renewal;

	private final UnsavedTokenKeeper rescue;

	private final Leases leases;

	private final RefreshExecutor runs;

	private final ConnectorLocks connectorLocks;

	private final OAuthSettings settings;

	TokenManager(SecretStore store, TokenStateRepository states, TokenCache cache, TokenRefresher renewal,
			UnsavedTokenKeeper rescue, Leases leases, RefreshExecutor runs, ConnectorLocks connectorLocks,
			OAuthSettings settings) {
		this.store = store;
		this.states = states;
		this.cache = cache;
		this.renewal = renewal;
		this.rescue = rescue;
		this.leases = leases;
		this.runs = runs;
		this.connectorLocks = connectorLocks;
		this.settings = settings;
	}

	/**
	 * A token to sign with.
	 * @throws ProblemException AUTHORIZATION_REQUIRED, REAUTHORIZATION_REQUIRED,
	 * TOKEN_REQUEST_REFUSED, SECRET_STORE_UNAVAILABLE, or as for an external service that
	 * does not answer
	 */
	public Secret getAccessToken(TokenContext connection) {
		return this.cache.find(connection).orElseGet(() -> getTokenExclusively(connection, null));
	}

	/**
	 * Another token than the one that the service does not take any more.
	 * @param refused the token that did not work
	 * @return the same token where no other can be had
	 * @throws ProblemException as {@link #getAccessToken}
	 */
	public Secret refreshAccessToken(TokenContext connection, Secret refused) {
		return getTokenExclusively(connection, refused);
	}

	/**
	 * Another token if one is stored by now; none is asked for.
	 * @param refused the token whose call was refused
	 * @return the same token where there is no other
	 */
	public Secret rereadAccessToken(TokenContext connection, Secret refused) {
		return this.cache.find(connection)
			.filter((token) -> isOther(token, refused))
			.or(() -> readSnapshot(connection).findUsableToken(refused))
			.orElse(refused);
	}

	// of this process's callers one works; the others use what still holds, or wait
	private Secret getTokenExclusively(TokenContext connection, @Nullable Secret refused) {
		return this.connectorLocks.runExclusively(connection.connectorId(), computeTimeout(),
				() -> findHeldToken(connection, refused),
				() -> this.cache.find(connection)
					.filter((token) -> isOther(token, refused))
					.orElseGet(() -> awaitTokenOrUseHeld(connection, refused)));
	}

	private Duration computeTimeout() {
		return Deadline.atMost(this.settings.patience());
	}

	private Optional<Secret> findHeldToken(TokenContext connection, @Nullable Secret refused) {
		return this.cache.findUnexpired(connection).filter((token) -> isOther(token, refused));
	}

	// a token that holds serves on while nobody can say whether there is a newer one
	private Secret awaitTokenOrUseHeld(TokenContext connection, @Nullable Secret refused) {
		try {
			return awaitToken(connection, refused);
		}
		catch (ProblemException failure) {
			if (!failure.code().isOutage()) {
				throw failure;
			}
			return findHeldToken(connection, refused).orElseThrow(() -> failure);
		}
	}

	private Secret awaitToken(TokenContext connection, @Nullable Secret refused) {
		long giveUpAt = System.nanoTime() + computeTimeout().toNanos();
		Optional<Secret> token = findOrRefresh(connection, refused);
		while (token.isEmpty()) {
			pauseOrTimeOut(giveUpAt);
			token = findOrRefreshInTime(connection, refused);
		}
		return token.get();
	}

	// a store that had no time left to answer says nothing of the store
	private Optional<Secret> findOrRefreshInTime(TokenContext connection, @Nullable Secret refused) {
		try {
			return findOrRefresh(connection, refused);
		}
		catch (ProblemException failure) {
			if (failure.code().isOutage() && Deadline.isOver()) {
				throw ConnectorLocks.refreshTimeoutException();
			}
			throw failure;
		}
	}

	/**
	 * Looks for a token, and renews if that is due and nobody else does.
	 * @return empty where it is to be looked again
	 */
	private Optional<Secret> findOrRefresh(TokenContext connection, @Nullable Secret refused) {
		Look look = readSnapshot(connection);
		Optional<Secret> fresh = findFreshToken(connection, look, refused);
		if (fresh.isPresent()) {
			return fresh;
		}
		Optional<Secret> holds = look.findUsableToken(refused);
		if (!connection.source().canRefresh(look.storedTokens())) {
			return Optional.of(holds.orElseGet(() -> resolveWithoutRefresh(connection, look, refused)));
		}
		if (refused != null && look.isTooYoung(refused)) {
			return Optional.of(refused);
		}
		refuseIfGivenUp(look);
		return refreshOrUseHeld(connection, look, refused, holds);
	}

	// nobody but a person brings another token
	private Secret resolveWithoutRefresh(TokenContext connection, Look look, @Nullable Secret refused) {
		if (look.hasEnded()) {
			refuseIfGivenUp(look);
			throw this.renewal.giveUpExpiredTokens(connection, look.storedTokens());
		}
		if (refused == null) {
			throw notConnectedException();
		}
		return refused;
	}

	private Optional<Secret> findFreshToken(TokenContext connection, Look look, @Nullable Secret refused) {
		Optional<Secret> fresh = look.findUsableToken(refused).filter((_) -> !look.isDue());
		if (fresh.isPresent()) {
			this.cache.put(connection, look.storedTokens(), look.now());
			if (look.state().isBehind(look.storedTokens())) {
				this.renewal.recordLate(connection, look.storedTokens());
			}
		}
		return fresh;
	}

	// before its end a token serves on, whatever keeps us from renewing it
	private Optional<Secret> refreshOrUseHeld(TokenContext connection, Look look, @Nullable Secret refused,
			Optional<Secret> holds) {
		Duration untilNextAttempt = look.state().untilNextAttempt();
		if (holds.isEmpty()) {
			return refreshUnlessBackingOff(connection, untilNextAttempt, refused, computeTimeout());
		}
		if (this.runs.isEnding()) {
			return holds;
		}
		try {
			Optional<Secret> renewed = refreshUnlessBackingOff(connection, untilNextAttempt, refused,
					Deadline.atMost(LITTLE_PATIENCE));
			if (renewed.isPresent()) {
				return renewed;
			}
		}
		catch (ProblemException failure) {
			if (failure.code() == ProblemCode.REAUTHORIZATION_REQUIRED) {
				throw failure;
			}
		}
		this.cache.put(connection, look.storedTokens(), look.now(),
				(untilNextAttempt != null) ? untilNextAttempt : MEANWHILE);
		return holds;
	}

	/**
	 * Renews under the lease.
	 * @return empty where somebody else has it, or other tokens came in
	 */
	private Optional<Secret> refreshUnlessBackingOff(TokenContext connection, @Nullable Duration untilNextAttempt,
			@Nullable Secret refused, Duration patience) {
		if (untilNextAttempt != null) {
			throw TokenRefresher.backingOffException(untilNextAttempt);
		}
		return this.runs.runAndAwait(() -> acquireLeaseAndRefresh(connection, refused), patience);
	}

	private Optional<Secret> acquireLeaseAndRefresh(TokenContext connection, @Nullable Secret refused) {
		return this.leases.tryAcquire(connection).flatMap((lease) -> refreshAndRelease(connection, lease, refused));
	}

	private Optional<Secret> refreshAndRelease(TokenContext connection, Lease lease, @Nullable Secret refused) {
		try {
			return refreshUnderLease(connection, lease, refused);
		}
		finally {
			if (!this.rescue.holdsUnsavedTokens(connection)) {
				lease.close();
			}
		}
	}

	// look again: who had the lease before has renewed, perhaps, or failed to
	private Optional<Secret> refreshUnderLease(TokenContext connection, Lease lease, @Nullable Secret refused) {
		Look look = readSnapshot(connection);
		Optional<Secret> fresh = findFreshToken(connection, look, refused);
		if (fresh.isPresent()) {
			return fresh;
		}
		refuseIfGivenUp(look);
		Duration untilNextAttempt = look.state().untilNextAttempt();
		if (untilNextAttempt != null) {
			throw TokenRefresher.backingOffException(untilNextAttempt);
		}
		if (!lease.isHeld()) {
			// we stood still for so long that another may have asked
			return Optional.empty();
		}
		return this.renewal.refresh(connection, lease, look.state(), look.storedTokens());
	}

	private static boolean isOther(Secret token, @Nullable Secret refused) {
		return refused == null || !token.equals(refused);
	}

	private Look readSnapshot(TokenContext connection) {
		TokenState state = this.states.read(connection.tenant(), connection.connectorId());
		return new Look(state, readStoredTokens(connection), connection.source().computeRights());
	}

	private StoredTokens readStoredTokens(TokenContext connection) {
		SecretDocument document = this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT);
		return new StoredTokens(connection.place(), document);
	}

	private static void refuseIfGivenUp(Look look) {
		if (look.state().isGivenUp(look.storedTokens())) {
			throw TokenRefresher.reauthorizationRequiredException(look.state().refusalText());
		}
	}

	private static void pauseOrTimeOut(long giveUpAt) {
		if (System.nanoTime() - giveUpAt > 0) {
			throw ConnectorLocks.refreshTimeoutException();
		}
		ConnectorLocks.sleepBriefly();
	}

	private static ProblemException notConnectedException() {
		return ProblemException.of(ProblemCode.AUTHORIZATION_REQUIRED,
				"No tokens are stored for this connector: begin at its oauth2/authorizations, or send them to its credentials.");
	}

	/** What there is at one moment. */
	private final class Look {

		private final TokenState state;

		private final StoredTokens stored;

		private final String rights;

		Look(TokenState state, StoredTokens stored, String rights) {
			this.rights = rights;
			this.state = state;
			this.stored = stored;
		}

		TokenState state() {
			return this.state;
		}

		StoredTokens storedTokens() {
			return this.stored;
		}

		Instant now() {
			return this.state.now();
		}

		/** Whether there is an access token whose time is over. */
		boolean hasEnded() {
			return this.stored.accessToken().isPresent()
					&& this.stored.computeRemainingLifetime(now()).filter((left) -> !left.isPositive()).isPresent();
		}

		/**
		 * The access token, unless it has ended, was granted for something else or is the
		 * one that was refused.
		 */
		Optional<Secret> findUsableToken(@Nullable Secret refused) {
			boolean holds = this.stored.computeRemainingLifetime(now()).map(Duration::isPositive).orElse(true)
					&& this.stored.isFor(this.rights);
			return this.stored.accessToken().filter((token) -> holds && isOther(token, refused));
		}

		/**
		 * Whether the token that was refused is so new that another would fare no better.
		 */
		boolean isTooYoung(Secret refused) {
			Duration enough = TokenManager.this.settings.forceEvery();
			boolean young = this.stored.computeAge(now()).map((age) -> age.compareTo(enough) < 0).orElse(false);
			return young && !isDue() && this.stored.accessToken().filter(refused::equals).isPresent();
		}

		/** Whether it is time to renew the access token. */
		boolean isDue() {
			return !TokenManager.this.cache.untilRenewal(this.stored, now()).isPositive();
		}

	}

}
