package io.connectorservice.idempotency;

import java.util.UUID;

/**
 * What a request with a key that may go on begins with.
 */
public sealed interface KeyClaim {

	/**
	 * The right to do it: nobody else has it.
	 *
	 * @param owner tells this attempt from every other
	 */
	record Claimed(KeyedRequest request, UUID owner) implements KeyClaim {
	}

	/**
	 * It was done before: the answer that was given then.
	 */
	record StoredResponse(int status, String mediaType, String body) implements KeyClaim {
	}

}
