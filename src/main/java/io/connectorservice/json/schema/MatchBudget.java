package io.connectorservice.json.schema;

import io.connectorservice.json.CooperativeYield;

/**
 * What one check may still spend on matching patterns and on explaining what does not
 * match, so that many cheap steps cannot add up to a costly check.
 */
final class MatchBudget {

	private static final long PER_CHECK = 200_000_000L;

	private static final ScopedValue<MatchBudget> CURRENT = ScopedValue.newInstance();

	private final CooperativeYield cooperativeYield = new CooperativeYield();

	private long left = PER_CHECK;

	/** Runs a check that spends from this effort. */
	<T> T callWithBudget(ScopedValue.CallableOp<T, RuntimeException> check) {
		return ScopedValue.where(CURRENT, this).call(check);
	}

	/** Whether the current check can still afford so many steps. */
	static boolean trySpend(long steps) {
		MatchBudget matchBudget = CURRENT.get();
		matchBudget.cooperativeYield.yieldPeriodically();
		matchBudget.left -= steps;
		return matchBudget.left >= 0;
	}

	/**
	 * Spends so many steps.
	 * @throws OverspentException where they are not left
	 */
	static void spend(long steps) {
		if (!trySpend(steps)) {
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
