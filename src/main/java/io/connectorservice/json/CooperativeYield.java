package io.connectorservice.json;

/**
 * Lets other virtual threads run now and then while one computes: their scheduler takes
 * no processor away from a thread that does not wait.
 */
public final class CooperativeYield {

	private static final int STEPS = 1024;

	private int steps;

	// virtual threads give way only where they say so
	@SuppressWarnings("ThreadPriorityCheck")
	public void yieldPeriodically() {
		this.steps++;
		if (this.steps % STEPS == 0) {
			Thread.yield();
		}
	}

}
