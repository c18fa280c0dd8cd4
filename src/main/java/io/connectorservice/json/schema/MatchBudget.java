package io.connectorservice.json.schema;

import io.connectorservice.json.CooperativeYield;

/**
 * Limits the effort that one check may spend on matching patterns and describing errors,
 * so that many cheap steps cannot add up to an expensive check.
 */
final class MatchBudget {

	private static final long PER_CHECK = 200_000_000L;

	private static final ScopedValue<MatchBudget> CURRENT = ScopedValue.newInstance();

	private final CooperativeYield cooperativeYield = new CooperativeYield();

	private long remaining = PER_CHECK;

	/** Runs a check with this budget. */
	<T> T callWithBudget(ScopedValue.CallableOp<T, RuntimeException> check) {
		return ScopedValue.where(CURRENT, this).call(check);
	}

	/** Spends the steps and returns whether the current check's budget covers them. */
	static boolean trySpend(long steps) {
		MatchBudget matchBudget = CURRENT.get();
		matchBudget.cooperativeYield.yieldPeriodically();
		matchBudget.remaining -= steps;
		return matchBudget.remaining >= 0;
	}

	/**
	 * Spends the steps.
	 * @throws OverspentException if the budget does not cover them
	 */
	static void spend(long steps) {
		if (!trySpend(steps)) {
			throw new OverspentException();
		}
	}

	boolean isOverspent() {
		return this.remaining < 0;
	}

	/** The budget of the check is used up. */
	static final class OverspentException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		OverspentException() {
			super("The budget of the check is used up", null, false, false);
		}

	}

}
