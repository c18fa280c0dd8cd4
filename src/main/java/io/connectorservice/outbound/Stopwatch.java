package io.connectorservice.outbound;

import java.time.Duration;

/**
 * The single deadline of a call, measured with the monotonic clock because wall clocks
 * can be adjusted.
 */
record Stopwatch(long startedNanos, Duration total) {

	static Stopwatch startWithin(Duration total) {
		return new Stopwatch(System.nanoTime(), total);
	}

	Duration getElapsedTime() {
		return Duration.ofNanos(System.nanoTime() - this.startedNanos);
	}

	/** The time remaining until the deadline, never negative. */
	Duration getRemainingTime() {
		Duration remaining = this.total.minus(getElapsedTime());
		return remaining.isNegative() ? Duration.ZERO : remaining;
	}

}
