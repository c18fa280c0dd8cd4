package io.connectorservice.external.call;

/**
 * The rest of the pipeline, as one step sees it.
 */
@FunctionalInterface
interface CallChain {

	CallResult proceed(ServiceCall call);

	/** The chain in which a step comes before this one. */
	default CallChain precededBy(CallStep step) {
		return (call) -> step.apply(call, this);
	}

}
