package io.connectorservice.outbound;

import java.time.Duration;

/**
 * The one deadline of a call; by the monotonic clock, as wall clocks may be set.
 */
record Stopwatch(long startedNanos, Duration total) {

	static Stopwatch startWithin(Duration total) {
		return new Stopwatch(System.nanoTime(), total);
	}

	Duration getElapsedTime() {
		return Duration.ofNanos(System.nanoTime() - this.startedNanos);
	}

	/** What is left, never less than nothing. */
	Duration getRemainingTime() {
		Duration left = this.total.minus(getElapsedTime());
		return left.isNegative() ? Duration.ZERO : left;
	}

}
