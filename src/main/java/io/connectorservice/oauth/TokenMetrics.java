package io.connectorservice.oauth;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.connectorservice.problem.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts token refreshes by outcome.
 */
@Component
final class TokenMetrics {

	// These counters exist from the start, so that they are exported as zero.
	private static final Set<ProblemCode> REFRESH_FAILURES = EnumSet.of(ProblemCode.TOKEN_REQUEST_REFUSED,
			ProblemCode.EGRESS_FORBIDDEN, ProblemCode.UPSTREAM_UNREACHABLE, ProblemCode.UPSTREAM_ERROR,
			ProblemCode.REAUTHORIZATION_REQUIRED);

	private final MeterRegistry registry;

	private final Counter successes;

	private final Map<ProblemCode, Counter> failures = new ConcurrentHashMap<>();

	TokenMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.successes = createCounter("success");
		REFRESH_FAILURES.forEach(this::findOrCreateCounter);
	}

	private Counter findOrCreateCounter(ProblemCode code) {
		return this.failures.computeIfAbsent(code, (missing) -> createCounter(missing.code()));
	}

	private Counter createCounter(String outcome) {
		return Counter.builder("connector.token.refreshes")
			.description("Renewals of tokens")
			.tag("outcome", outcome)
			.register(this.registry);
	}

	void recordRefresh() {
		this.successes.increment();
	}

	void recordFailure(ProblemCode code) {
		findOrCreateCounter(code).increment();
	}

}
