package io.connectorservice.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * The stored record of a key.
 *
 * @param fingerprint identifies the content of the request
 * @param stage the stage that its request has reached
 * @param status the response's status
 * @param body the response's body; null if it is too large to be stored
 */
record KeyRecord(String fingerprint, Stage stage, @Nullable Integer status, @Nullable String mediaType,
		@Nullable String body) {

	/** The stages of a request. */
	enum Stage {

		/** In flight. */
		UNDER_WAY,
		/** Abandoned: its lease expired without a result. */
		LOST,
		/** Completed with a response. */
		DONE

	}

}
