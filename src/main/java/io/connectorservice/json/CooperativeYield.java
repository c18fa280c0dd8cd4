package io.connectorservice.json;

/**
 * Lets other virtual threads run from time to time during long computations, because the
 * scheduler does not preempt virtual threads.
 */
public final class CooperativeYield {

	private static final int STEPS = 1024;

	private int steps;

	// The scheduler of virtual threads is cooperative, so this yield is deliberate.
	@SuppressWarnings("ThreadPriorityCheck")
	public void yieldPeriodically() {
		this.steps++;
		if (this.steps % STEPS == 0) {
			Thread.yield();
		}
	}

}
