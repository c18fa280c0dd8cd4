package io.connectorservice.secret;

import java.time.Duration;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

/**
 * What callers are told when a secret cannot be had: the path, never the content.
 */
public final class SecretProblems {

	private SecretProblems() {
	}

	static ProblemException missingSecretException(SecretPath path) {
		return ProblemException.of(ProblemCode.SECRET_MISSING, "The secret store has nothing at " + path + ".");
	}

	public static ProblemException unusableSecretException(SecretPath path, String reason) {
		return ProblemException.of(ProblemCode.SECRET_UNUSABLE, "The secret at " + path + " " + reason);
	}

	public static ProblemException storeUnavailableException(String reason, Duration retryAfter) {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, reason).withRetryAfter(retryAfter);
	}

}
