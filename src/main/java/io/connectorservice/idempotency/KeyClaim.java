package io.connectorservice.idempotency;

import java.util.UUID;

/**
 * Result of claiming an idempotency key.
 */
public sealed interface KeyClaim {

	/**
	 * The exclusive right to execute the request.
	 *
	 * @param owner identifies this attempt
	 */
	record Claimed(KeyedRequest request, UUID owner) implements KeyClaim {
	}

	/** The response of an earlier request with the key. */
	record StoredResponse(int status, String mediaType, String body) implements KeyClaim {
	}

}
