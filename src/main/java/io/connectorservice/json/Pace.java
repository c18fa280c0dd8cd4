package io.connectorservice.json;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a processor free for others while some compute for long: their scheduler takes no
 * processor away from a thread that does not wait. All that compute for longer than a
 * moment take turns, so that together they use all processors but one.
 */
final class Pace {

	private static final int STEPS = 1024;

	private static final long TURN = TimeUnit.MILLISECONDS.toNanos(1);

	private static final int PROCESSORS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

	// when the next turn may begin, by the monotonic clock
	private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());

	private int steps;

	private long began = System.nanoTime();

	void step() {
		this.steps++;
		if (this.steps % STEPS == 0) {
			long now = System.nanoTime();
			if (now - this.began >= TURN) {
				await(takeTurn(now, (now - this.began) / PROCESSORS) - now);
				this.began = System.nanoTime();
			}
		}
	}

	// who has computed that long makes room for as long, if others want it
	private static long takeTurn(long now, long used) {
		return NEXT.getAndUpdate((next) -> (next - now > 0) ? next + used : now + used);
	}

	private static void await(long nanos) {
		if (nanos > 0) {
			LockSupport.parkNanos(Math.min(nanos, Duration.ofSeconds(1).toNanos()));
		}
		else {
			Thread.yield();
		}
	}

}
