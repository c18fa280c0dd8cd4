package io.connectorservice.external;

import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.external.Breaker.Outcome;
import io.connectorservice.outbound.OutboundFailure;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.problem.ProblemException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Leaves a connector's service in peace where it fails again and again, and looks after a
 * while whether it works. No answer and 5xx are failures, of each attempt; what the
 * service refuses is an answer. A connector whose service works costs nothing: its
 * breaker is made with the first failure, and one that was forgotten lets calls through.
 */
@Component
final class Breakers {

	private static final int BROKEN = 500;

	private final Cache<Side, Breaker> breakers;

	private final BreakerSettings settings;

	private final CircuitBreakerConfig config;

	private final MeterRegistry meters;

	Breakers(BreakerSettings settings, MeterRegistry meters) {
		this.settings = settings;
		this.breakers = Caffeine.newBuilder()
			.expireAfterAccess(settings.idle())
			.maximumSize(settings.size())
			.executor(Runnable::run)
			.build();
		this.config = CircuitBreakerConfig.custom()
			.slidingWindow(settings.window(), settings.minimum(), SlidingWindowType.COUNT_BASED)
			.failureRateThreshold(settings.failurePercent())
			.waitDurationInOpenState(settings.open())
			.permittedNumberOfCallsInHalfOpenState(settings.probes())
			.clock(new MonotonicClock())
			.build();
		this.meters = meters;
	}

	/**
	 * Makes one attempt, unless the breaker is open.
	 * @throws ProblemException CIRCUIT_OPEN
	 */
	OutboundResponse call(UUID connector, TargetUrl url, Supplier<OutboundResponse> call) {
		Side side = new Side(connector, url.origin());
		Breaker entered = this.breakers.getIfPresent(side);
		if (entered != null) {
			entered.enter();
		}
		Outcome outcome = Outcome.UNKNOWN;
		try {
			OutboundResponse answer = call.get();
			outcome = (answer.status() < BROKEN) ? Outcome.WORKS : Outcome.FAILS;
			return answer;
		}
		catch (OutboundFailure failure) {
			outcome = failure.isOfService() ? Outcome.FAILS : Outcome.UNKNOWN;
			throw failure;
		}
		finally {
			note(side, entered, outcome);
		}
	}

	private void note(Side side, @Nullable Breaker entered, Outcome outcome) {
		if (entered != null) {
			entered.note(outcome);
		}
		else if (outcome == Outcome.FAILS) {
			Objects.requireNonNull(this.breakers.get(side, (_) -> made())).note(outcome);
		}
	}

	private Breaker made() {
		return new Breaker(this.config, this.settings.open(), this::count);
	}

	private void count(State state) {
		this.meters.counter("connector.breaker.transitions", "state", state.name().toLowerCase(Locale.ROOT))
			.increment();
	}

	/** How many connectors' services failed lately. */
	long known() {
		this.breakers.cleanUp();
		return this.breakers.estimatedSize();
	}

	private record Side(UUID connector, String origin) {
	}

}
