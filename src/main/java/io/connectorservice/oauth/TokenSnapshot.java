package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenState;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A connector's tokens and their state as they were stored at one moment.
 *
 * @param rights what the tokens must have been granted for
 * @param timeUntilRefresh how long the access token may be used before it is refreshed;
 * not positive where that is due
 */
record TokenSnapshot(TokenState state, StoredTokens storedTokens, String rights, Duration timeUntilRefresh) {

	Instant now() {
		return this.state.now();
	}

	/** Whether there is an access token that has expired. */
	boolean hasExpiredToken() {
		return this.storedTokens.accessToken().isPresent()
				&& this.storedTokens.computeRemainingLifetime(now()).filter((left) -> !left.isPositive()).isPresent();
	}

	/**
	 * Finds the access token, unless it has expired, was granted for something else or is
	 * the one that was refused.
	 */
	Optional<Secret> findUsableToken(@Nullable Secret refused) {
		boolean usable = this.storedTokens.computeRemainingLifetime(now()).map(Duration::isPositive).orElse(true)
				&& this.storedTokens.isFor(this.rights);
		return this.storedTokens.accessToken().filter((token) -> usable && (refused == null || !token.equals(refused)));
	}

	/**
	 * Whether the refused token is the stored one, is not due for a refresh and is
	 * younger than the given age, so that another token would be refused as well.
	 */
	boolean isTooYoung(Secret refused, Duration age) {
		boolean young = this.storedTokens.computeAge(now()).map((past) -> past.compareTo(age) < 0).orElse(false);
		return young && !isRefreshDue() && this.storedTokens.accessToken().filter(refused::equals).isPresent();
	}

	boolean isRefreshDue() {
		return !this.timeUntilRefresh.isPositive();
	}

	/**
	 * Refuses tokens that were given up.
	 * @throws ProblemException REAUTHORIZATION_REQUIRED
	 */
	void requireNotGivenUp() {
		if (this.state.isGivenUp(this.storedTokens)) {
			throw TokenRefresher.reauthorizationRequiredException(this.state.refusalText());
		}
	}

}
