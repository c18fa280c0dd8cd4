package io.connectorservice.oauth.storage;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What the database knows of a connector's tokens.
 *
 * @param now the database's clock when it was read; the one clock that all replicas share
 * @param tokenVersion the version of the tokens' document that the status speaks of
 * @param untilNextAttempt how long no attempt is made after failures; none if one may be
 * @param refusalText the provider's words at its last refusal; empty where it has none
 */
public record TokenState(Instant now, Status status, @Nullable Integer tokenVersion, int failures,
		@Nullable Duration untilNextAttempt, String refusalText) {

	enum Status {

		NOT_CONNECTED, CONNECTED, REAUTHORIZATION_REQUIRED

	}

	/**
	 * Whether these tokens were stored without a note of it, by a process that died then.
	 */
	public boolean isBehind(StoredTokens stored) {
		return this.tokenVersion == null || this.tokenVersion != stored.version();
	}

	/** The grant of this very version is gone; asking again would change nothing. */
	public boolean isGivenUp(StoredTokens stored) {
		return this.status == Status.REAUTHORIZATION_REQUIRED && this.tokenVersion != null
				&& this.tokenVersion == stored.version();
	}

}
