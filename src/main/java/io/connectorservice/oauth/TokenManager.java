package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Optional;

import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.time.Deadline;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Returns valid access tokens, from the cache where possible. Of this process's callers,
 * one at a time looks for a new token of a connector.
 */
@Component
public class TokenManager {

	private final TokenCache cache;

	private final TokenSnapshots snapshots;

	private final RefreshCoordinator coordinator;

	private final ConnectorLocks connectorLocks;

	private final OAuthSettings settings;

	TokenManager(TokenCache cache, TokenSnapshots snapshots, RefreshCoordinator coordinator,
			ConnectorLocks connectorLocks, OAuthSettings settings) {
		this.cache = cache;
		this.snapshots = snapshots;
		this.coordinator = coordinator;
		this.connectorLocks = connectorLocks;
		this.settings = settings;
	}

	/**
	 * Returns a token to sign with.
	 * @throws ProblemException AUTHORIZATION_REQUIRED, REAUTHORIZATION_REQUIRED,
	 * TOKEN_REQUEST_REFUSED, SECRET_STORE_UNAVAILABLE, or as for an external service that
	 * does not answer
	 */
	public Secret getAccessToken(TokenContext connection) {
		return this.cache.find(connection).orElseGet(() -> getTokenExclusively(connection, null));
	}

	/**
	 * Returns another token than the one that the service refused.
	 * @param refused the token that did not work
	 * @return the same token where no other can be obtained
	 * @throws ProblemException as {@link #getAccessToken}
	 */
	public Secret refreshAccessToken(TokenContext connection, Secret refused) {
		return getTokenExclusively(connection, refused);
	}

	/**
	 * Returns another token if one is stored by now; none is requested.
	 * @param refused the token whose call was refused
	 * @return the same token where there is no other
	 */
	public Secret rereadAccessToken(TokenContext connection, Secret refused) {
		return this.cache.find(connection)
			.filter((token) -> isOther(token, refused))
			.or(() -> this.snapshots.read(connection).findUsableToken(refused))
			.orElse(refused);
	}

	// Callers that do not get the lock use the unexpired token, or wait for the lock.
	private Secret getTokenExclusively(TokenContext connection, @Nullable Secret refused) {
		return this.connectorLocks.runExclusively(connection.connector(), computeTimeout(),
				() -> findUnexpiredToken(connection, refused),
				() -> this.cache.find(connection)
					.filter((token) -> isOther(token, refused))
					.orElseGet(() -> awaitTokenOrUseUnexpired(connection, refused)));
	}

	private Duration computeTimeout() {
		return Deadline.atMost(this.settings.refreshWaitTimeout());
	}

	private Optional<Secret> findUnexpiredToken(TokenContext connection, @Nullable Secret refused) {
		return this.cache.findUnexpired(connection).filter((token) -> isOther(token, refused));
	}

	private static boolean isOther(Secret token, @Nullable Secret refused) {
		return refused == null || !token.equals(refused);
	}

	// During an outage nobody can know of a newer token, so the unexpired one is used.
	private Secret awaitTokenOrUseUnexpired(TokenContext connection, @Nullable Secret refused) {
		try {
			return awaitToken(connection, refused);
		}
		catch (ProblemException failure) {
			if (!failure.code().isOutage()) {
				throw failure;
			}
			return findUnexpiredToken(connection, refused).orElseThrow(() -> failure);
		}
	}

	private Secret awaitToken(TokenContext connection, @Nullable Secret refused) {
		long giveUpAt = System.nanoTime() + computeTimeout().toNanos();
		Optional<Secret> token = this.coordinator.findOrRefresh(connection, refused);
		while (token.isEmpty()) {
			pauseOrTimeOut(giveUpAt);
			token = findOrRefreshInTime(connection, refused);
		}
		return token.get();
	}

	private static void pauseOrTimeOut(long giveUpAt) {
		if (System.nanoTime() - giveUpAt > 0) {
			throw ConnectorLocks.refreshTimeoutException();
		}
		ConnectorLocks.sleepBriefly();
	}

	// A store that fails once the deadline is over had no time left to answer, so that is
	// a timeout and no outage.
	private Optional<Secret> findOrRefreshInTime(TokenContext connection, @Nullable Secret refused) {
		try {
			return this.coordinator.findOrRefresh(connection, refused);
		}
		catch (ProblemException failure) {
			if (failure.code().isOutage() && Deadline.isOver()) {
				throw ConnectorLocks.refreshTimeoutException();
			}
			throw failure;
		}
	}

}
