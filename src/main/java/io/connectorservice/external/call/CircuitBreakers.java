package io.connectorservice.external.call;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.external.call.CircuitBreakerState.Outcome;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Leaves a connector's service in peace where it fails again and again, and looks after a
 * while whether it works. No answer and 502 to 504 are failures of the whole service, of
 * each attempt; any other 5xx is a failure of its method and path alone, which leaves the
 * others open; what the service refuses is an answer. A connector whose service works
 * costs nothing: its breaker is made with the first failure, and one that was forgotten
 * lets calls through.
 */
@Component
final class CircuitBreakers {

	private static final int BROKEN = 500;

	private static final Set<Integer> UNAVAILABLE = Set.of(502, 503, 504);

	/** Segments that name one thing of many. */
	private static final Pattern IDENTIFIER = Pattern.compile("[^/]*[0-9][^/]*");

	private final Cache<Side, CircuitBreakerState> breakers;

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
	OutboundResponse call(UUID connector, OutboundRequest request, Supplier<OutboundResponse> call) {
		Side service = new Side(connector, request.url().origin(), "");
		Side operation = new Side(connector, request.url().origin(), operation(request));
		CircuitBreakerState ofService = enter(service);
		CircuitBreakerState ofOperation = enter(operation, service, ofService);
		Shown shown = Shown.NOTHING;
		try {
			OutboundResponse answer = call.get();
			shown = Shown.of(answer.status());
			return answer;
		}
		catch (OutboundException failure) {
			shown = failure.isOfService() ? Shown.UNAVAILABLE : Shown.NOTHING;
			throw failure;
		}
		finally {
			note(service, ofService, shown.ofService);
			note(operation, ofOperation, shown.ofOperation);
		}
	}

	private static String operation(OutboundRequest request) {
		return request.method() + " " + IDENTIFIER.matcher(request.url().path()).replaceAll("*");
	}

	private @Nullable CircuitBreakerState enter(Side side) {
		CircuitBreakerState circuitBreakerState = this.breakers.getIfPresent(side);
		if (circuitBreakerState != null) {
			circuitBreakerState.enter();
		}
		return circuitBreakerState;
	}

	// a call that the second one refuses was not made
	private @Nullable CircuitBreakerState enter(Side side, Side before, @Nullable CircuitBreakerState entered) {
		try {
			return enter(side);
		}
		catch (ProblemException refused) {
			note(before, entered, Outcome.UNKNOWN);
			throw refused;
		}
	}

	private void note(Side side, @Nullable CircuitBreakerState entered, Outcome outcome) {
		if (entered != null) {
			entered.note(outcome);
		}
		else if (outcome == Outcome.FAILS) {
			Objects.requireNonNull(this.breakers.get(side, (_) -> made())).note(outcome);
		}
	}

	private CircuitBreakerState made() {
		return new CircuitBreakerState(this.config, this.settings.open(), this::count);
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

	/**
	 * What a breaker stands for.
	 *
	 * @param operation method and path; empty for the whole service
	 */
	private record Side(UUID connector, String origin, String operation) {
	}

	/** What an attempt showed of the service and of the operation. */
	private enum Shown {

		NOTHING(Outcome.UNKNOWN, Outcome.UNKNOWN), WORKS(Outcome.WORKS, Outcome.WORKS),
		UNAVAILABLE(Outcome.FAILS, Outcome.UNKNOWN), BROKEN_OPERATION(Outcome.WORKS, Outcome.FAILS);

		private final Outcome ofService;

		private final Outcome ofOperation;

		Shown(Outcome ofService, Outcome ofOperation) {
			this.ofService = ofService;
			this.ofOperation = ofOperation;
		}

		static Shown of(int status) {
			if (CircuitBreakers.UNAVAILABLE.contains(status)) {
				return UNAVAILABLE;
			}
			return (status < BROKEN) ? WORKS : BROKEN_OPERATION;
		}

	}

}
