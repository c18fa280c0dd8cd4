package io.connectorservice.secret;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

/**
 * Creates the problem responses for secrets that cannot be read or written. They name the
 * path, never the content.
 */
public final class SecretProblems {

	private SecretProblems() {
	}

	static ProblemException missingSecretException(SecretPath path) {
		return ProblemException.of(ProblemCode.SECRET_MISSING, "No secret is stored at " + path + ".");
	}

	public static ProblemException unusableSecretException(SecretPath path, String reason) {
		return ProblemException.of(ProblemCode.SECRET_UNUSABLE, "The secret at " + path + " " + reason);
	}

	public static ProblemException storeUnavailableException(String reason) {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, reason).withDefaultRetryAfter();
	}

}
