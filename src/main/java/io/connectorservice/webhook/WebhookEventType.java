package io.connectorservice.webhook;

import java.util.Locale;

/**
 * The changes of a connection's state that are published.
 */
public enum WebhookEventType {

	/** Its user authorized it, and its tokens are stored. */
	CONNECTED("Its user authorized it: tokens are there"),
	/** Nobody confirmed its authorization in time. */
	AUTHORIZATION_EXPIRED("Who began its authorization did not confirm it in time: the new tokens were revoked"),
	/** The service no longer accepts its tokens; its user must authorize it again. */
	REAUTHORIZATION_REQUIRED("The service no longer takes its tokens: its user has to authorize it again"),
	/** It worked before and fails now. */
	FAILED("It worked, and does not any more: the service is out of reach, answers with 5xx, or takes the credentials no longer"),
	/** It failed before and works again. */
	RECOVERED("It failed, and works again"),
	/** It was deleted. */
	DELETED("It was deleted");

	private final String sentence;

	WebhookEventType(String sentence) {
		this.sentence = sentence;
	}

	/** The value of {@code type} in the message. */
	public String type() {
		return "connector." + name().toLowerCase(Locale.ROOT);
	}

	/** The sentence that describes it in the OpenAPI document. */
	public String sentence() {
		return this.sentence;
	}

}
