package io.connectorservice.external.call;

import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.external.call.ServiceCircuitBreaker.Outcome;
import io.connectorservice.problem.ProblemException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The circuit breakers of connectors' services. One exists only from the first failure
 * on, so that a service that works costs nothing; one that was evicted lets calls
 * through.
 */
@Component
final class CircuitBreakers {

	private final Cache<Key, ServiceCircuitBreaker> breakers;

	private final CircuitBreakerSettings settings;

	private final CircuitBreakerConfig config;

	private final MeterRegistry meters;

	CircuitBreakers(CircuitBreakerSettings settings, MeterRegistry meters) {
		this.settings = settings;
		this.breakers = Caffeine.newBuilder()
			.expireAfterAccess(settings.idle())
			.maximumSize(settings.size())
			.executor(Runnable::run)
			.build();
		this.config = CircuitBreakerConfig.custom()
			.slidingWindow(settings.window(), settings.minimumCalls(), SlidingWindowType.COUNT_BASED)
			.failureRateThreshold(settings.failurePercent())
			.waitDurationInOpenState(settings.openDuration())
			.permittedNumberOfCallsInHalfOpenState(settings.halfOpenCalls())
			.clock(new MonotonicClock())
			.build();
		this.meters = meters;
	}

	/**
	 * Asks for permission to call.
	 * @return the breaker, or null where there has been no failure
	 * @throws ProblemException CIRCUIT_OPEN
	 */
	@Nullable ServiceCircuitBreaker acquire(Key key) {
		ServiceCircuitBreaker breaker = this.breakers.getIfPresent(key);
		if (breaker != null) {
			breaker.acquire();
		}
		return breaker;
	}

	/**
	 * Records how a call went.
	 * @param acquired what {@link #acquire} returned for it
	 */
	void record(Key key, @Nullable ServiceCircuitBreaker acquired, Outcome outcome) {
		if (acquired != null) {
			acquired.record(outcome);
		}
		else if (outcome == Outcome.FAILING) {
			Objects.requireNonNull(this.breakers.get(key, (_) -> createBreaker())).record(outcome);
		}
	}

	private ServiceCircuitBreaker createBreaker() {
		return new ServiceCircuitBreaker(this.config, this.settings.openDuration(), this::countTransition);
	}

	private void countTransition(State state) {
		this.meters.counter("connector.breaker.transitions", "state", state.name().toLowerCase(Locale.ROOT))
			.increment();
	}

	/**
	 * What a breaker protects.
	 *
	 * @param operation method and path; empty for the whole service
	 */
	record Key(UUID connector, String origin, String operation) {

		static Key ofService(UUID connector, String origin) {
			return new Key(connector, origin, "");
		}

		Key withOperation(String operation) {
			return new Key(this.connector, this.origin, operation);
		}

	}

}
