package io.connectorservice.json;

/**
 * What one check may still spend on matching patterns and on explaining what does not
 * match, so that many cheap steps cannot add up to a costly check.
 */
final class Effort {

	private static final long PER_CHECK = 200_000_000L;

	private static final ScopedValue<Effort> CURRENT = ScopedValue.newInstance();

	private final Pace pace = new Pace();

	private long left = PER_CHECK;

	/** Runs a check that spends from this effort. */
	<T> T spentBy(ScopedValue.CallableOp<T, RuntimeException> check) {
		return ScopedValue.where(CURRENT, this).call(check);
	}

	/** Whether the current check can still afford so many steps. */
	static boolean affords(long steps) {
		Effort effort = CURRENT.get();
		effort.pace.step();
		effort.left -= steps;
		return effort.left >= 0;
	}

	/**
	 * Spends so many steps.
	 * @throws OverspentException where they are not left
	 */
	static void spend(long steps) {
		if (!affords(steps)) {
			throw new OverspentException();
		}
	}

	boolean isOverspent() {
		return this.left < 0;
	}

	/**
	 * More was asked for than was left.
	 */
	static final class OverspentException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		OverspentException() {
			super("The check costs too much", null, false, false);
		}

	}

}
