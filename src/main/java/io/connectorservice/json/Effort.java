package io.connectorservice.json;

/**
 * What one check may still spend on matching patterns, so that many cheap ones cannot add
 * up to a costly one.
 */
final class Effort {

	private static final long PER_CHECK = 200_000_000L;

	private static final ScopedValue<Effort> CURRENT = ScopedValue.newInstance();

	private long left = PER_CHECK;

	/** Runs a check that spends from this effort. */
	<T> T spentBy(ScopedValue.CallableOp<T, RuntimeException> check) {
		return ScopedValue.where(CURRENT, this).call(check);
	}

	/** Whether the current check can still afford so many steps. */
	static boolean affords(long steps) {
		Effort effort = CURRENT.get();
		effort.left -= steps;
		return effort.left >= 0;
	}

	boolean isOverspent() {
		return this.left < 0;
	}

}
