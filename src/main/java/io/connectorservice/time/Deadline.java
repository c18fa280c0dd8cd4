package io.connectorservice.time;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * When the work of this thread has to end; by the monotonic clock, as wall clocks may be
 * set. It is bound to the thread and not handed on, since strategies that anybody may
 * write stand between its beginning and what has to keep to it. Work that must outlive
 * its caller runs on another thread, and so without it.
 */
public final class Deadline {

	private static final ScopedValue<Deadline> CURRENT = ScopedValue.newInstance();

	private final long end;

	private Deadline(long end) {
		this.end = end;
	}

	/** Works under a deadline, unless an earlier one holds already. */
	public static <T> T runWithin(Duration most, Supplier<T> work) {
		Deadline mine = new Deadline(System.nanoTime() + atMost(most).toNanos());
		return ScopedValue.where(CURRENT, mine).call(work::get);
	}

	/** The time wanted, or what is left if that is less; never less than nothing. */
	public static Duration atMost(Duration wanted) {
		if (!CURRENT.isBound()) {
			return wanted;
		}
		Duration left = Duration.ofNanos(Math.max(CURRENT.get().end - System.nanoTime(), 0));
		return (left.compareTo(wanted) < 0) ? left : wanted;
	}

	/** Whether nothing is left. */
	public static boolean isOver() {
		return atMost(Duration.ofNanos(1)).isZero();
	}

}
