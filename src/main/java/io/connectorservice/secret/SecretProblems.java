package io.connectorservice.secret;

import java.time.Duration;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

/**
 * What callers are told when a secret cannot be had: the path, never the content.
 */
final class SecretProblems {

	private SecretProblems() {
	}

	static ProblemException missing(SecretPath path) {
		return ProblemException.of(ProblemCode.SECRET_MISSING, "The secret store has nothing at " + path + ".");
	}

	static ProblemException unusable(SecretPath path, String reason) {
		return ProblemException.of(ProblemCode.SECRET_UNUSABLE, "The secret at " + path + " " + reason);
	}

	static ProblemException unavailable(String reason, Duration retryAfter) {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, reason).withRetryAfter(retryAfter);
	}

}
