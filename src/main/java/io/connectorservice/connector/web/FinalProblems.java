package io.connectorservice.connector.web;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

/**
 * Tells which failures of an action are its answer for good.
 */
final class FinalProblems {

	// with these nothing was done, or what was sent may be sent again: without an answer,
	// an action that is not idempotent ends in OUTCOME_UNKNOWN; a code that is new is
	// final until somebody has thought about it
	private static final Set<ProblemCode> PASSING = EnumSet.of(ProblemCode.VALIDATION_FAILED,
			ProblemCode.ACTION_UNKNOWN, ProblemCode.NOT_FOUND, ProblemCode.CONNECTOR_INACTIVE,
			ProblemCode.SECRET_MISSING, ProblemCode.SECRET_UNUSABLE, ProblemCode.CONFIGURATION_INVALID,
			ProblemCode.AUTHORIZATION_REQUIRED, ProblemCode.REAUTHORIZATION_REQUIRED, ProblemCode.TOKEN_REQUEST_REFUSED,
			ProblemCode.TOO_MANY_REQUESTS, ProblemCode.UPSTREAM_UNREACHABLE, ProblemCode.UPSTREAM_TIMEOUT,
			ProblemCode.UPSTREAM_TOO_LARGE, ProblemCode.EGRESS_FORBIDDEN, ProblemCode.SECRET_STORE_UNAVAILABLE,
			ProblemCode.DATABASE_UNAVAILABLE, ProblemCode.UPSTREAM_BUSY, ProblemCode.CIRCUIT_OPEN,
			ProblemCode.UPSTREAM_RATE_LIMITED);

	// who was refused for its credentials or for too many calls had nothing done
	private static final Set<Integer> REFUSALS = Set.of(401, 403, 429);

	private FinalProblems() {
	}

	static boolean isFinal(ProblemException problem) {
		return !PASSING.contains(problem.code()) && !isRefusal(problem);
	}

	private static boolean isRefusal(ProblemException problem) {
		return problem.code() == ProblemCode.UPSTREAM_ERROR
				&& problem.extensions().get("upstream") instanceof Map<?, ?> upstream
				&& upstream.get("status_code") instanceof Integer status && REFUSALS.contains(status);
	}

}
