package io.connectorservice.webhook;

import java.util.Locale;

/**
 * How the state of a connection can change.
 */
public enum WebhookEventType {

	/** Its user authorized it, and tokens are there. */
	CONNECTED("Its user authorized it: tokens are there"),
	/** The service no longer takes its tokens: its user must authorize again. */
	REAUTHORIZATION_REQUIRED("The service no longer takes its tokens: its user has to authorize it again"),
	/** It worked, and does not any more. */
	FAILED("It worked, and does not any more: the service is out of reach, answers with 5xx, or takes the credentials no longer"),
	/** It failed, and works again. */
	RECOVERED("It failed, and works again"),
	/** It was deleted. */
	DELETED("It was deleted");

	private final String sentence;

	WebhookEventType(String sentence) {
		this.sentence = sentence;
	}

	/** The type of the message that tells it. */
	public String type() {
		return "connector." + name().toLowerCase(Locale.ROOT);
	}

	/** For the API's description. */
	public String sentence() {
		return this.sentence;
	}

}
