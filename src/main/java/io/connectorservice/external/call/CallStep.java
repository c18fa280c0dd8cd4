package io.connectorservice.external.call;

/**
 * One policy that a call passes on its way to the service. A step is shared by all calls
 * and threads; what belongs to one call is in the {@link ServiceCall}.
 */
interface CallStep {

	/**
	 * Applies the policy.
	 * @param next the steps behind this one; a step may run them once, again, or not at
	 * all
	 */
	CallResult apply(ServiceCall call, Chain next);

	/**
	 * The rest of the pipeline, as one step sees it.
	 */
	@FunctionalInterface
	interface Chain {

		CallResult proceed(ServiceCall call);

		/** The chain in which a step comes before this one. */
		default Chain prepend(CallStep step) {
			return (call) -> step.apply(call, this);
		}

	}

}
