package io.connectorservice.external.call;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.connectorservice.external.UpstreamProblems;
import io.connectorservice.problem.ProblemException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * One connector's circuit breaker, which knows how long it will be open.
 */
final class CircuitBreakerState {

	// for who asks while the probes are under way
	private static final Duration SOON = Duration.ofSeconds(1);

	private final CircuitBreaker state;

	private volatile long closedUntil = System.nanoTime();

	CircuitBreakerState(CircuitBreakerConfig config, Duration open, Consumer<State> transitions) {
		this.state = CircuitBreaker.of("service", config);
		this.state.getEventPublisher().onStateTransition((event) -> {
			this.closedUntil = System.nanoTime() + open.toNanos();
			transitions.accept(event.getStateTransition().getToState());
		});
	}

	/**
	 * Lets a call through, whose outcome has to be noted.
	 * @throws ProblemException CIRCUIT_OPEN where it does not
	 */
	void enter() {
		if (!this.state.tryAcquirePermission()) {
			throw UpstreamProblems.circuitOpenProblem(left());
		}
	}

	private Duration left() {
		Duration left = Duration.ofNanos(this.closedUntil - System.nanoTime());
		return (this.state.getState() == State.OPEN && left.compareTo(SOON) > 0) ? left : SOON;
	}

	void note(Outcome outcome) {
		switch (outcome) {
			case WORKS -> this.state.onSuccess(0, TimeUnit.NANOSECONDS);
			case FAILS -> this.state.onError(0, TimeUnit.NANOSECONDS, new Failed());
			case UNKNOWN -> this.state.releasePermission();
		}
	}

	/** What a call showed of the service. */
	enum Outcome {

		/** It answered. */
		WORKS,
		/** It gave no answer, or said itself that it does not work. */
		FAILS,
		/** It was not called. */
		UNKNOWN

	}

	/**
	 * What the library is told of any failure; it decides nothing by it.
	 */
	private static final class Failed extends Exception {

		private static final long serialVersionUID = 1L;

		Failed() {
			super("failed", null, false, false);
		}

	}

}
