package io.connectorservice.external.call;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * One circuit breaker, which also knows for how long it stays open.
 */
final class ServiceCircuitBreaker {

	/** Retry-After while the half-open breaker's probes are in progress. */
	private static final Duration HALF_OPEN_DELAY = Duration.ofSeconds(1);

	private final CircuitBreaker delegate;

	private volatile long openUntil = System.nanoTime();

	ServiceCircuitBreaker(CircuitBreakerConfig config, Duration open, Consumer<State> transitions) {
		this.delegate = CircuitBreaker.of("service", config);
		this.delegate.getEventPublisher().onStateTransition((event) -> {
			this.openUntil = System.nanoTime() + open.toNanos();
			transitions.accept(event.getStateTransition().getToState());
		});
	}

	/**
	 * Lets a call through, whose outcome has to be recorded.
	 * @throws ProblemException CIRCUIT_OPEN where it does not
	 */
	void acquire() {
		if (!this.delegate.tryAcquirePermission()) {
			throw circuitOpenProblem(getRemainingOpenTime());
		}
	}

	private static ProblemException circuitOpenProblem(Duration remaining) {
		return ProblemException
			.of(ProblemCode.CIRCUIT_OPEN,
					"The external service failed again and again and is left in peace for a moment; nothing was sent.")
			.withRetryAfter(remaining);
	}

	private Duration getRemainingOpenTime() {
		Duration remaining = Duration.ofNanos(this.openUntil - System.nanoTime());
		return (this.delegate.getState() == State.OPEN && remaining.compareTo(HALF_OPEN_DELAY) > 0) ? remaining
				: HALF_OPEN_DELAY;
	}

	void record(Outcome outcome) {
		switch (outcome) {
			case WORKING -> this.delegate.onSuccess(0, TimeUnit.NANOSECONDS);
			case FAILING -> this.delegate.onError(0, TimeUnit.NANOSECONDS, new ServiceFailedException());
			case NOT_CALLED -> this.delegate.releasePermission();
		}
	}

	/** What a call showed of the service. */
	enum Outcome {

		/** It answered. */
		WORKING,
		/** It gave no answer, or said itself that it does not work. */
		FAILING,
		/** It was not called. */
		NOT_CALLED

	}

	/**
	 * Stands for any failure; the breaker only counts them.
	 */
	private static final class ServiceFailedException extends Exception {

		private static final long serialVersionUID = 1L;

		ServiceFailedException() {
			super("failed", null, false, false);
		}

	}

}
