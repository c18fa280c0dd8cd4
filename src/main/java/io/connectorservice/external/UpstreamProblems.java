package io.connectorservice.external;

import java.util.LinkedHashMap;
import java.util.Map;

import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.external.call.ResponseBody;
import io.connectorservice.external.call.RetryDelayReader;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Creates the problems for failed calls of services.
 */
@Component
final class UpstreamProblems {

	private final RetryDelayReader delays;

	UpstreamProblems(RetryDelayReader delays) {
		this.delays = delays;
	}

	/** The service answered, but not with success. */
	ProblemException responseProblem(OutboundResponse response, ResponseOutcome outcome, Limits limits) {
		boolean redirect = response.status() >= 300 && response.status() < 400;
		return ProblemException
			.of(redirect ? ProblemCode.UPSTREAM_REDIRECT : ProblemCode.UPSTREAM_ERROR,
					"The external service answered with status " + response.status() + outcome.renderSuffix() + ".")
			.withExtension("upstream", toUpstreamDetails(response))
			.withRetryAfter(this.delays.findDelay(response, limits));
	}

	private static Map<String, Object> toUpstreamDetails(OutboundResponse response) {
		Map<String, Object> upstream = new LinkedHashMap<>();
		upstream.put("status_code", response.status());
		upstream.put("request_url", response.displayUrl());
		upstream.put("headers", response.headers());
		upstream.put("body", ResponseBody.of(response).data());
		return upstream;
	}

	/** There was no usable response. */
	ProblemException failureProblem(OutboundException failure) {
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
	ProblemException outcomeUnknownProblem(OutboundException failure) {
		return withUpstream(
				ProblemException.of(ProblemCode.OUTCOME_UNKNOWN, "The action was sent, but no usable answer came: "
						+ failure.getMessage() + " It may have been done; look before you try again."),
				failure);
	}

}
