package io.connectorservice.oauth.storage;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.connectorservice.tenant.ConnectorRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An authorization whose tokens lie in the pending place until it is confirmed.
 *
 * @param authorizationId the id by which callers confirm it
 * @param configDigest the digest of the configuration under which the tokens were granted
 * @param authConfig that configuration, by which the tokens can be revoked later
 * @param scopes the scopes that were requested
 * @param grantedScopes the scopes that were granted; null if they are the requested ones
 * @param data the connection data that came with the tokens
 * @param state what is being done with it
 * @param owner the attempt that is doing so; it may go on only while the row names it
 */
public record PendingConfirmation(UUID authorizationId, ConnectorRef connector, String configDigest,
		JsonNode authConfig, List<String> scopes, @Nullable List<String> grantedScopes, Map<String, String> data,
		State state, UUID owner) {

	/** What is being done with a pending confirmation. */
	public enum State {

		/** The tokens are being stored in the pending place. */
		STORING,
		/** The tokens are stored and nobody has confirmed them yet. */
		WAITING,
		/** They were confirmed and are being moved to the connector's tokens. */
		CONFIRMING,
		/** They are the connector's tokens, and the pending copy is being removed. */
		CONFIRMED,
		/** They are being revoked and removed. */
		ENDING

	}

}
