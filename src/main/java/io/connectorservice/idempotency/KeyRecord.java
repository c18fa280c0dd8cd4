package io.connectorservice.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * What is stored under a key.
 *
 * @param stage what its request came to
 * @param status of the answer
 * @param body of the answer, where it is not too large to be kept
 */
record KeyRecord(String fingerprint, Stage stage, @Nullable Integer status, @Nullable String mediaType,
		@Nullable String body) {

	/**
	 * How far a request came.
	 */
	enum Stage {

		/** Somebody is at it. */
		UNDER_WAY,
		/** Somebody was at it and never told how it ended. */
		LOST,
		/** It was answered. */
		DONE

	}

}
