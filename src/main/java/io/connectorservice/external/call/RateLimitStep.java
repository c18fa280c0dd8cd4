package io.connectorservice.external.call;

import java.time.Duration;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Sends nothing for a connector while its service asks for fewer calls.
 */
@Component
final class RateLimitStep implements CallStep {

	private final RateLimitCooldowns cooldowns;

	RateLimitStep(RateLimitCooldowns cooldowns) {
		this.cooldowns = cooldowns;
	}

	@Override
	public CallResult apply(ServiceCall call, Chain next) {
		ServiceConnection connection = call.connection();
		Duration cooldown = this.cooldowns.getRemaining(connection.connectorId());
		if (cooldown.isPositive()) {
			throw rateLimitedProblem(cooldown);
		}
		CallResult result = next.proceed(call);
		this.cooldowns.update(connection.connectorId(), result.response(), connection.limits());
		return result;
	}

	private static ProblemException rateLimitedProblem(Duration cooldown) {
		return ProblemException
			.of(ProblemCode.UPSTREAM_RATE_LIMITED,
					"The external service asked for fewer calls of this connector; nothing was sent.")
			.withRetryAfter(cooldown);
	}

}
