package io.connectorservice.oauth;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.connectorservice.problem.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts how renewals of tokens end.
 */
@Component
final class TokenMetrics {

	private static final Set<ProblemCode> ENDS = EnumSet.of(ProblemCode.TOKEN_REQUEST_REFUSED,
			ProblemCode.EGRESS_FORBIDDEN, ProblemCode.UPSTREAM_UNREACHABLE, ProblemCode.UPSTREAM_ERROR,
			ProblemCode.REAUTHORIZATION_REQUIRED);

	private final Counter renewed;

	private final Map<ProblemCode, Counter> failed = new EnumMap<>(ProblemCode.class);

	TokenMetrics(MeterRegistry registry) {
		this.renewed = createCounter(registry, "success");
		ENDS.forEach((code) -> this.failed.put(code, createCounter(registry, code.code())));
	}

	private static Counter createCounter(MeterRegistry registry, String outcome) {
		return Counter.builder("connector.token.refreshes")
			.description("Renewals of tokens")
			.tag("outcome", outcome)
			.register(registry);
	}

	void recordRefresh() {
		this.renewed.increment();
	}

	void recordFailure(ProblemCode code) {
		Objects.requireNonNull(this.failed.get(code)).increment();
	}

}
