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
final class TokenMeters {

	private static final Set<ProblemCode> ENDS = EnumSet.of(ProblemCode.TOKEN_REQUEST_REFUSED,
			ProblemCode.EGRESS_FORBIDDEN, ProblemCode.UPSTREAM_UNREACHABLE, ProblemCode.UPSTREAM_ERROR,
			ProblemCode.REAUTHORIZATION_REQUIRED);

	private final Counter renewed;

	private final Map<ProblemCode, Counter> failed = new EnumMap<>(ProblemCode.class);

	TokenMeters(MeterRegistry registry) {
		this.renewed = counter(registry, "success");
		ENDS.forEach((code) -> this.failed.put(code, counter(registry, code.code())));
	}

	private static Counter counter(MeterRegistry registry, String outcome) {
		return Counter.builder("connector.token.refreshes")
			.description("Renewals of tokens")
			.tag("outcome", outcome)
			.register(registry);
	}

	void renewed() {
		this.renewed.increment();
	}

	void failed(ProblemCode code) {
		Objects.requireNonNull(this.failed.get(code)).increment();
	}

}
