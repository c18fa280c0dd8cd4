package io.connectorservice.problem;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts problem responses by code: the status alone does not show whether a part of this
 * service is down or a tenant's external service.
 */
@Component
public final class ProblemMetrics {

	private final Map<ProblemCode, Counter> counters = new EnumMap<>(ProblemCode.class);

	ProblemMetrics(MeterRegistry registry) {
		for (ProblemCode code : ProblemCode.values()) {
			this.counters.put(code,
					Counter.builder("connector.problems")
						.description("Problem responses")
						.tag("code", code.code())
						.register(registry));
		}
	}

	void recordProblem(ProblemCode code) {
		Objects.requireNonNull(this.counters.get(code)).increment();
	}

}
