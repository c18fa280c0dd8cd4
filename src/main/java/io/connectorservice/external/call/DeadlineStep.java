package io.connectorservice.external.call;

import io.connectorservice.time.Deadline;

import org.springframework.stereotype.Component;

/**
 * Bounds all of a call by one deadline: reading secrets, waiting for a token, every
 * attempt and the pauses between them.
 */
@Component
final class DeadlineStep implements CallStep {

	private final CallSettings settings;

	DeadlineStep(CallSettings settings) {
		this.settings = settings;
	}

	@Override
	public CallResult apply(ServiceCall call, Chain next) {
		return Deadline.runWithin(this.settings.deadline(), () -> next.proceed(call));
	}

}
