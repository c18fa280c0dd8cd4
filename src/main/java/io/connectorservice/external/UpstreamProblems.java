package io.connectorservice.external;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.external.call.ResponseReader;
import io.connectorservice.external.call.RetryDelay;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

/**
 * Creates the problems for failed calls of services.
 */
final class UpstreamProblems {

	private UpstreamProblems() {
	}

	/** The service answered, but not with success. */
	static ProblemException responseProblem(OutboundResponse response, ResponseOutcome outcome, Limits limits,
			Clock clock) {
		boolean redirect = response.status() >= 300 && response.status() < 400;
		return ProblemException
			.of(redirect ? ProblemCode.UPSTREAM_REDIRECT : ProblemCode.UPSTREAM_ERROR,
					"The external service answered with status " + response.status() + outcome.renderSuffix() + ".")
			.withExtension("upstream", ResponseReader.toUpstreamDetails(response))
			.withRetryAfter(RetryDelay.findDelay(response, limits, clock));
	}

	/** There was no usable response. */
	static ProblemException failureProblem(OutboundException failure) {
		ProblemCode code = switch (failure.kind()) {
			case UNREACHABLE -> ProblemCode.UPSTREAM_UNREACHABLE;
			case UNREADABLE -> ProblemCode.UPSTREAM_ERROR;
			case TIMEOUT -> ProblemCode.UPSTREAM_TIMEOUT;
			case TOO_LARGE -> ProblemCode.UPSTREAM_TOO_LARGE;
			case BUSY, SHARE_USED -> ProblemCode.TOO_MANY_REQUESTS;
			case HOST_BUSY -> ProblemCode.UPSTREAM_BUSY;
			case ABANDONED -> ProblemCode.CALLER_GONE;
			case FORBIDDEN -> ProblemCode.EGRESS_FORBIDDEN;
		};
		return withUpstream(ProblemException.of(code, failure.getMessage()), failure).withDefaultRetryAfter();
	}

	// callers learn neither the egress guard's findings nor our own limits
	private static ProblemException withUpstream(ProblemException problem, OutboundException failure) {
		return switch (failure.kind()) {
			case UNREACHABLE, UNREADABLE, TIMEOUT, TOO_LARGE ->
				problem.withExtension("upstream", toUpstreamDetails(failure));
			case BUSY, SHARE_USED, HOST_BUSY, ABANDONED, FORBIDDEN -> problem;
		};
	}

	private static Map<String, Object> toUpstreamDetails(OutboundException failure) {
		Map<String, Object> upstream = new LinkedHashMap<>();
		failure.status().ifPresent((status) -> upstream.put("status_code", status));
		upstream.put("reason", failure.reason());
		return upstream;
	}

	/** There was no usable response, but the service may have performed the action. */
	static ProblemException outcomeUnknownProblem(OutboundException failure) {
		return withUpstream(
				ProblemException.of(ProblemCode.OUTCOME_UNKNOWN, "The action was sent, but no usable answer came: "
						+ failure.getMessage() + " It may have been done; look before you try again."),
				failure);
	}

}
