package io.connectorservice.external.call;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

import io.connectorservice.external.UpstreamProblems;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Makes single attempts, each only where the service neither asked for fewer calls nor
 * fails again and again; what is not sent is not signed either.
 */
@Component
final class GuardedCalls {

	private static final Set<ProblemCode> REFUSALS = EnumSet.of(ProblemCode.UPSTREAM_RATE_LIMITED,
			ProblemCode.CIRCUIT_OPEN);

	private final OutboundClient outbound;

	private final CircuitBreakers circuitBreakers;

	private final RateLimitCooldowns holds;

	GuardedCalls(OutboundClient outbound, CircuitBreakers circuitBreakers, RateLimitCooldowns holds) {
		this.outbound = outbound;
		this.circuitBreakers = circuitBreakers;
		this.holds = holds;
	}

	/**
	 * Signs and sends once.
	 * @param plain the request as it is before signing
	 * @throws ProblemException UPSTREAM_RATE_LIMITED, CIRCUIT_OPEN, or the signing's own
	 */
	OutboundResponse attempt(ServiceConnection serviceConnection, OutboundRequest plain,
			Supplier<OutboundRequest> signed) {
		Duration held = heldFor(serviceConnection);
		if (held.isPositive()) {
			throw UpstreamProblems.rateLimitProblem(held);
		}
		OutboundResponse answer = this.circuitBreakers.call(serviceConnection.connectorId(), plain,
				() -> this.outbound.send(signed.get().forTenant(serviceConnection.tenant())));
		this.holds.learn(serviceConnection.connectorId(), answer, serviceConnection.limits());
		return answer;
	}

	/** How long the service wants no calls of this connector. */
	Duration heldFor(ServiceConnection serviceConnection) {
		return this.holds.left(serviceConnection.connectorId());
	}

	/** Whether an attempt was refused here, so that nothing was signed or sent. */
	static boolean isRefusal(ProblemException problem) {
		return REFUSALS.contains(problem.code());
	}

}
