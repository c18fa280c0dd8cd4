package io.connectorservice.time;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The deadline of the current thread's work, measured with the monotonic clock because
 * wall clocks can be adjusted. It is bound to the thread rather than passed as a
 * parameter, because it must also apply behind auth strategies, which anyone may
 * implement. Work that must outlive its caller uses another thread, without the deadline.
 */
public final class Deadline {

	private static final ScopedValue<Deadline> CURRENT = ScopedValue.newInstance();

	private final long end;

	private Deadline(long end) {
		this.end = end;
	}

	/** Runs work under a deadline, unless an earlier one applies already. */
	public static <T> T runWithin(Duration timeout, Supplier<T> work) {
		Deadline deadline = new Deadline(System.nanoTime() + atMost(timeout).toNanos());
		return ScopedValue.where(CURRENT, deadline).call(work::get);
	}

	/** Returns the shorter of the wanted and the remaining time; never negative. */
	public static Duration atMost(Duration wanted) {
		if (!CURRENT.isBound()) {
			return wanted;
		}
		Duration remaining = Duration.ofNanos(Math.max(CURRENT.get().end - System.nanoTime(), 0));
		return (remaining.compareTo(wanted) < 0) ? remaining : wanted;
	}

	/** Whether no time is left. */
	public static boolean isOver() {
		return atMost(Duration.ofNanos(1)).isZero();
	}

}
