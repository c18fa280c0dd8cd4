package io.connectorservice.secret;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

/**
 * Builds the problems of secrets that cannot be read; their details name paths and no
 * content.
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

	public static ProblemException storeUnavailableException(String reason) {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, reason).withDefaultRetryAfter();
	}

}
