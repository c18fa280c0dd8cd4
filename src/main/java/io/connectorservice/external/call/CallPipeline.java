package io.connectorservice.external.call;

import java.util.List;
import java.util.Set;

import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Sends calls through all policies, in the order that this class lists.
 */
@Component
public final class CallPipeline {

	private final OutboundClient outbound;

	private final CallStep.Chain chain;

	CallPipeline(DeadlineStep deadline, TenantBulkheadStep tenantBulkhead, ReauthenticationStep reauthentication,
			RetryStep retry, RateLimitStep rateLimit, CircuitBreakerStep circuitBreaker, SigningStep signing,
			OutboundClient outbound) {
		this.outbound = outbound;
		// signing is last: what is not sent is not signed, and each attempt has its own
		// time and nonce
		this.chain = buildChain(
				List.of(deadline, tenantBulkhead, reauthentication, retry, rateLimit, circuitBreaker, signing),
				this::send);
	}

	private static CallStep.Chain buildChain(List<CallStep> steps, CallStep.Chain last) {
		CallStep.Chain chain = last;
		for (CallStep step : steps.reversed()) {
			chain = chain.prepend(step);
		}
		return chain;
	}

	/**
	 * Signs and sends a call, and repeats it where that is allowed and may help.
	 * @throws OutboundException where the service gave no usable response
	 * @throws ProblemException where the call was refused before it was sent
	 */
	public OutboundResponse execute(ServiceCall call) {
		return this.chain.proceed(call).response();
	}

	private CallResult send(ServiceCall call) {
		return new CallResult(this.outbound.send(call.request().forTenant(call.connection().tenant())), Set.of());
	}

}
