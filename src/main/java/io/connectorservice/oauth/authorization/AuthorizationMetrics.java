package io.connectorservice.oauth.authorization;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts the steps of authorizations, which shows where people give up.
 */
@Component
final class AuthorizationMetrics {

	private final Map<Step, Counter> steps = new EnumMap<>(Step.class);

	AuthorizationMetrics(MeterRegistry registry) {
		for (Step step : Step.values()) {
			this.steps.put(step,
					Counter.builder("connector.authorizations")
						.description("Authorizations that reached a step")
						.tag("step", step.name().toLowerCase(Locale.ROOT))
						.register(registry));
		}
	}

	void record(Step step) {
		Objects.requireNonNull(this.steps.get(step)).increment();
	}

	/** A step of an authorization. */
	enum Step {

		/** A caller began it. */
		BEGUN,
		/** The browser came back, and the provider granted tokens. */
		CALLED_BACK,
		/** It ended without tokens, or its tokens could not be used. */
		FAILED,
		/** Its subject confirmed it. */
		CONFIRMED,
		/** Another subject tried to confirm it. */
		REFUSED,
		/** Nobody confirmed it in time. */
		EXPIRED

	}

}
