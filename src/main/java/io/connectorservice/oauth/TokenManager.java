package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.deadline.Deadline;
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

	private static final Set<ProblemCode> OUTAGES = EnumSet.of(ProblemCode.DATABASE_UNAVAILABLE,
			ProblemCode.SECRET_STORE_UNAVAILABLE);

	private static final Duration MEANWHILE = Duration.ofMillis(500);

	// for a newer token than one that still holds
	private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(2);

	private final SecretStore store;

	private final TokenStates states;

	private final TokenCache cache;

	private final TokenRenewal renewal;

	private final TokenRescue rescue;

	private final Leases leases;

	private final RenewalRuns runs;

	private final Turns turns;

	private final OAuthSettings settings;

	TokenManager(SecretStore store, TokenStates states, TokenCache cache, TokenRenewal renewal, TokenRescue rescue,
			Leases leases, RenewalRuns runs, Turns turns, OAuthSettings settings) {
		this.store = store;
		this.states = states;
		this.cache = cache;
		this.renewal = renewal;
		this.rescue = rescue;
		this.leases = leases;
		this.runs = runs;
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
		return this.cache.find(connection).orElseGet(() -> inTurn(connection, null));
	}

	/**
	 * Another token than the one that the service does not take any more.
	 * @param refused the token that did not work
	 * @return the same token where no other can be had
	 * @throws ProblemException as {@link #current}
	 */
	public Secret renewed(TokenConnection connection, Secret refused) {
		return inTurn(connection, refused);
	}

	/**
	 * Another token if one is stored by now; none is asked for.
	 * @param refused the token whose call was refused
	 * @return the same token where there is no other
	 */
	public Secret reread(TokenConnection connection, Secret refused) {
		return this.cache.find(connection)
			.filter((token) -> isOther(token, refused))
			.or(() -> look(connection).usable(refused))
			.orElse(refused);
	}

	// of this process's callers one works; the others use what still holds, or wait
	private Secret inTurn(TokenConnection connection, @Nullable Secret refused) {
		return this.turns.take(connection.connectorId(), patience(), () -> holding(connection, refused),
				() -> this.cache.find(connection)
					.filter((token) -> isOther(token, refused))
					.orElseGet(() -> foundOrHeld(connection, refused)));
	}

	private Duration patience() {
		return Deadline.atMost(this.settings.patience());
	}

	private Optional<Secret> holding(TokenConnection connection, @Nullable Secret refused) {
		return this.cache.holding(connection).filter((token) -> isOther(token, refused));
	}

	// a token that holds serves on while nobody can say whether there is a newer one
	private Secret foundOrHeld(TokenConnection connection, @Nullable Secret refused) {
		try {
			return found(connection, refused);
		}
		catch (ProblemException failure) {
			if (!OUTAGES.contains(failure.code())) {
				throw failure;
			}
			return holding(connection, refused).orElseThrow(() -> failure);
		}
	}

	private Secret found(TokenConnection connection, @Nullable Secret refused) {
		long giveUpAt = System.nanoTime() + patience().toNanos();
		Optional<Secret> token = attempt(connection, refused);
		while (token.isEmpty()) {
			pause(giveUpAt);
			token = attemptInTime(connection, refused);
		}
		return token.get();
	}

	// a store that had no time left to answer says nothing of the store
	private Optional<Secret> attemptInTime(TokenConnection connection, @Nullable Secret refused) {
		try {
			return attempt(connection, refused);
		}
		catch (ProblemException failure) {
			if (OUTAGES.contains(failure.code()) && Deadline.isOver()) {
				throw Turns.tookTooLong();
			}
			throw failure;
		}
	}

	/**
	 * Looks for a token, and renews if that is due and nobody else does.
	 * @return empty where it is to be looked again
	 */
	private Optional<Secret> attempt(TokenConnection connection, @Nullable Secret refused) {
		Look look = look(connection);
		Optional<Secret> fresh = fresh(connection, look, refused);
		if (fresh.isPresent()) {
			return fresh;
		}
		Optional<Secret> holds = look.usable(refused);
		if (!connection.source().canRenew(look.stored())) {
			return Optional.of(holds.orElseGet(() -> withoutRenewal(connection, look, refused)));
		}
		if (refused != null && look.isTooYoung(refused)) {
			return Optional.of(refused);
		}
		refuseIfGivenUp(look);
		return renewedOrHeld(connection, look, refused, holds);
	}

	// nobody but a person brings another token
	private Secret withoutRenewal(TokenConnection connection, Look look, @Nullable Secret refused) {
		if (look.hasEnded()) {
			refuseIfGivenUp(look);
			throw this.renewal.ended(connection, look.stored());
		}
		if (refused == null) {
			throw notConnected();
		}
		return refused;
	}

	private Optional<Secret> fresh(TokenConnection connection, Look look, @Nullable Secret refused) {
		Optional<Secret> fresh = look.usable(refused).filter((_) -> !look.isDue());
		if (fresh.isPresent()) {
			this.cache.hold(connection, look.stored(), look.now());
			if (look.state().isBehind(look.stored())) {
				this.renewal.catchUp(connection, look.stored());
			}
		}
		return fresh;
	}

	// before its end a token serves on, whatever keeps us from renewing it
	private Optional<Secret> renewedOrHeld(TokenConnection connection, Look look, @Nullable Secret refused,
			Optional<Secret> holds) {
		Duration untilNextAttempt = look.state().untilNextAttempt();
		if (holds.isEmpty()) {
			return renewed(connection, untilNextAttempt, refused, patience());
		}
		if (this.runs.isEnding()) {
			return holds;
		}
		try {
			Optional<Secret> renewed = renewed(connection, untilNextAttempt, refused, Deadline.atMost(LITTLE_PATIENCE));
			if (renewed.isPresent()) {
				return renewed;
			}
		}
		catch (ProblemException failure) {
			if (failure.code() == ProblemCode.REAUTHORIZATION_REQUIRED) {
				throw failure;
			}
		}
		this.cache.hold(connection, look.stored(), look.now(),
				(untilNextAttempt != null) ? untilNextAttempt : MEANWHILE);
		return holds;
	}

	/**
	 * Renews under the lease.
	 * @return empty where somebody else has it, or other tokens came in
	 */
	private Optional<Secret> renewed(TokenConnection connection, @Nullable Duration untilNextAttempt,
			@Nullable Secret refused, Duration patience) {
		if (untilNextAttempt != null) {
			throw TokenRenewal.backingOff(untilNextAttempt);
		}
		return this.runs.await(() -> leased(connection, refused), patience);
	}

	private Optional<Secret> leased(TokenConnection connection, @Nullable Secret refused) {
		return this.leases.take(connection).flatMap((lease) -> renewedAndReleased(connection, lease, refused));
	}

	private Optional<Secret> renewedAndReleased(TokenConnection connection, Lease lease, @Nullable Secret refused) {
		try {
			return renewedUnderLease(connection, lease, refused);
		}
		finally {
			if (!this.rescue.isAtWork(connection)) {
				lease.close();
			}
		}
	}

	// look again: who had the lease before has renewed, perhaps, or failed to
	private Optional<Secret> renewedUnderLease(TokenConnection connection, Lease lease, @Nullable Secret refused) {
		Look look = look(connection);
		Optional<Secret> fresh = fresh(connection, look, refused);
		if (fresh.isPresent()) {
			return fresh;
		}
		refuseIfGivenUp(look);
		Duration untilNextAttempt = look.state().untilNextAttempt();
		if (untilNextAttempt != null) {
			throw TokenRenewal.backingOff(untilNextAttempt);
		}
		if (!lease.isHeld()) {
			// we stood still for so long that another may have asked
			return Optional.empty();
		}
		return this.renewal.renew(connection, lease, look.state(), look.stored());
	}

	private static boolean isOther(Secret token, @Nullable Secret refused) {
		return refused == null || !token.equals(refused);
	}

	private Look look(TokenConnection connection) {
		TokenState state = this.states.read(connection.tenant(), connection.connectorId());
		return new Look(state, stored(connection), connection.source().rights());
	}

	private StoredTokens stored(TokenConnection connection) {
		SecretDocument document = this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT);
		return new StoredTokens(connection.place(), document);
	}

	private static void refuseIfGivenUp(Look look) {
		if (look.state().isGivenUp(look.stored())) {
			throw TokenRenewal.givenUp(look.state().refusalText());
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

		private final String rights;

		Look(TokenState state, StoredTokens stored, String rights) {
			this.rights = rights;
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

		/** Whether there is an access token whose time is over. */
		boolean hasEnded() {
			return this.stored.accessToken().isPresent()
					&& this.stored.left(now()).filter((left) -> !left.isPositive()).isPresent();
		}

		/**
		 * The access token, unless it has ended, was granted for something else or is the
		 * one that was refused.
		 */
		Optional<Secret> usable(@Nullable Secret refused) {
			boolean holds = this.stored.left(now()).map(Duration::isPositive).orElse(true)
					&& this.stored.isFor(this.rights);
			return this.stored.accessToken().filter((token) -> holds && isOther(token, refused));
		}

		/**
		 * Whether the token that was refused is so new that another would fare no better.
		 */
		boolean isTooYoung(Secret refused) {
			Duration enough = TokenManager.this.settings.forceEvery();
			boolean young = this.stored.age(now()).map((age) -> age.compareTo(enough) < 0).orElse(false);
			return young && !isDue() && this.stored.accessToken().filter(refused::equals).isPresent();
		}

		/** Whether it is time to renew the access token. */
		boolean isDue() {
			return !TokenManager.this.cache.untilRenewal(this.stored, now()).isPositive();
		}

	}

}
