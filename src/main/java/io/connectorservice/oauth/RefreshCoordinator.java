package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.time.Deadline;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Decides whether a stored token is used or refreshed. However many callers and replicas
 * need a new token, the one that gets the lease requests it: read, acquire the lease,
 * read again, request, store, and only then use.
 */
@Component
final class RefreshCoordinator {

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

	private static final Duration TIMEOUT_WHILE_VALID = Duration.ofSeconds(2);

	private final TokenSnapshots snapshots;

	private final TokenCache cache;

	private final TokenRefresher refresher;

	private final UnsavedTokenKeeper unsavedTokens;

	private final Leases leases;

	private final RefreshExecutor executor;

	private final OAuthSettings settings;

	RefreshCoordinator(TokenSnapshots snapshots, TokenCache cache, TokenRefresher refresher,
			UnsavedTokenKeeper unsavedTokens, Leases leases, RefreshExecutor executor, OAuthSettings settings) {
		this.snapshots = snapshots;
		this.cache = cache;
		this.refresher = refresher;
		this.unsavedTokens = unsavedTokens;
		this.leases = leases;
		this.executor = executor;
		this.settings = settings;
	}

	/**
	 * Finds a stored token, and refreshes it if that is due and no other process does.
	 * @param refused the token that the service refused, if any
	 * @return empty where the caller has to try again after a pause
	 */
	Optional<Secret> findOrRefresh(TokenContext connection, @Nullable Secret refused) {
		TokenSnapshot snapshot = this.snapshots.read(connection);
		Optional<Secret> fresh = findFreshToken(connection, snapshot, refused);
		if (fresh.isPresent()) {
			return fresh;
		}
		Optional<Secret> usable = snapshot.findUsableToken(refused);
		if (!connection.source().canRefresh(snapshot.storedTokens())) {
			return Optional.of(usable.orElseGet(() -> resolveWithoutRefresh(connection, snapshot, refused)));
		}
		if (refused != null && snapshot.isTooYoung(refused, this.settings.forcedRefreshInterval())) {
			return Optional.of(refused);
		}
		snapshot.requireNotGivenUp();
		return refreshOrUseValid(connection, snapshot, refused, usable);
	}

	private Optional<Secret> findFreshToken(TokenContext connection, TokenSnapshot snapshot, @Nullable Secret refused) {
		Optional<Secret> fresh = snapshot.findUsableToken(refused).filter((_) -> !snapshot.isRefreshDue());
		if (fresh.isPresent()) {
			this.cache.put(connection, snapshot.storedTokens(), snapshot.now());
			if (snapshot.state().isBehind(snapshot.storedTokens())) {
				this.refresher.recordLate(connection, snapshot.storedTokens());
			}
		}
		return fresh;
	}

	// Without a refresh token only a person can bring another token.
	private Secret resolveWithoutRefresh(TokenContext connection, TokenSnapshot snapshot, @Nullable Secret refused) {
		snapshot.requireNotGivenUp();
		if (snapshot.hasExpiredToken()) {
			throw this.refresher.giveUpExpiredTokens(connection, snapshot.storedTokens());
		}
		if (refused == null) {
			throw notConnectedException();
		}
		return refused;
	}

	private static ProblemException notConnectedException() {
		return ProblemException.of(ProblemCode.AUTHORIZATION_REQUIRED,
				"No tokens are stored for this connector: begin at its oauth2/authorizations, or send them to its credentials.");
	}

	// Until it expires a token stays in use, whatever keeps it from being refreshed.
	private Optional<Secret> refreshOrUseValid(TokenContext connection, TokenSnapshot snapshot,
			@Nullable Secret refused, Optional<Secret> valid) {
		Duration untilNextAttempt = snapshot.state().untilNextAttempt();
		if (valid.isEmpty()) {
			return refreshUnlessBackingOff(connection, untilNextAttempt, refused,
					Deadline.atMost(this.settings.refreshWaitTimeout()));
		}
		if (this.executor.isEnding()) {
			return valid;
		}
		try {
			Optional<Secret> refreshed = refreshUnlessBackingOff(connection, untilNextAttempt, refused,
					Deadline.atMost(TIMEOUT_WHILE_VALID));
			if (refreshed.isPresent()) {
				return refreshed;
			}
		}
		catch (ProblemException failure) {
			if (failure.code() == ProblemCode.REAUTHORIZATION_REQUIRED) {
				throw failure;
			}
		}
		this.cache.put(connection, snapshot.storedTokens(), snapshot.now(),
				(untilNextAttempt != null) ? untilNextAttempt : RETRY_INTERVAL);
		return valid;
	}

	/**
	 * Refreshes under the lease.
	 * @return empty where another process has the lease, or other tokens were stored
	 */
	private Optional<Secret> refreshUnlessBackingOff(TokenContext connection, @Nullable Duration untilNextAttempt,
			@Nullable Secret refused, Duration timeout) {
		if (untilNextAttempt != null) {
			throw TokenRefresher.backingOffException(untilNextAttempt);
		}
		return this.executor.runAndAwait(() -> acquireLeaseAndRefresh(connection, refused), timeout);
	}

	private Optional<Secret> acquireLeaseAndRefresh(TokenContext connection, @Nullable Secret refused) {
		return this.leases.tryAcquire(connection).flatMap((lease) -> refreshAndRelease(connection, lease, refused));
	}

	private Optional<Secret> refreshAndRelease(TokenContext connection, Lease lease, @Nullable Secret refused) {
		try {
			return refreshUnderLease(connection, lease, refused);
		}
		finally {
			if (!this.unsavedTokens.holdsUnsavedTokens(connection)) {
				lease.close();
			}
		}
	}

	// The lease's previous holder may have refreshed, or failed to, since the first read.
	private Optional<Secret> refreshUnderLease(TokenContext connection, Lease lease, @Nullable Secret refused) {
		TokenSnapshot snapshot = this.snapshots.read(connection);
		Optional<Secret> fresh = findFreshToken(connection, snapshot, refused);
		if (fresh.isPresent()) {
			return fresh;
		}
		snapshot.requireNotGivenUp();
		Duration untilNextAttempt = snapshot.state().untilNextAttempt();
		if (untilNextAttempt != null) {
			throw TokenRefresher.backingOffException(untilNextAttempt);
		}
		if (!lease.isHeld()) {
			// This process was suspended for so long that another may have the lease.
			return Optional.empty();
		}
		return this.refresher.refresh(connection, lease, snapshot.state(), snapshot.storedTokens());
	}

}
