package io.connectorservice.external.call;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock for measuring durations, which does not jump when the system time is set.
 */
final class MonotonicClock extends Clock {

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(System.nanoTime());
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
