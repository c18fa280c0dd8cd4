package io.connectorservice.oauth.storage;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The state of a connector's tokens in the database.
 *
 * @param now the database's time of the read; its clock is the one that all replicas
 * share
 * @param tokenVersion the version of the token document that the status refers to
 * @param failures failed attempts in a row
 * @param untilNextAttempt the rest of the pause after a failure; null if an attempt may
 * be made now
 * @param refusalText the provider's error text at its last refusal; may be empty
 */
public record TokenState(Instant now, Status status, @Nullable Integer tokenVersion, int failures,
		@Nullable Duration untilNextAttempt, String refusalText) {

	enum Status {

		NOT_CONNECTED, CONNECTED, REAUTHORIZATION_REQUIRED

	}

	/**
	 * Whether these tokens were stored by a process that died before it recorded them.
	 */
	public boolean isBehind(StoredTokens stored) {
		return this.tokenVersion == null || this.tokenVersion != stored.version();
	}

	/**
	 * Whether the grant of this version has ended, so that another attempt cannot
	 * succeed.
	 */
	public boolean isGivenUp(StoredTokens stored) {
		return this.status == Status.REAUTHORIZATION_REQUIRED && this.tokenVersion != null
				&& this.tokenVersion == stored.version();
	}

}
