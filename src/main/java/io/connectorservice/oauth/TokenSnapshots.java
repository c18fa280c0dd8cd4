package io.connectorservice.oauth;

import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenState;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;

import org.springframework.stereotype.Component;

/**
 * Reads the stored tokens of connectors from the database and the secret store.
 */
@Component
final class TokenSnapshots {

	private final TokenStateRepository states;

	private final SecretStore store;

	private final TokenCache cache;

	TokenSnapshots(TokenStateRepository states, SecretStore store, TokenCache cache) {
		this.states = states;
		this.store = store;
		this.cache = cache;
	}

	// The state is read first: tokens that are stored after that are newer than it.
	TokenSnapshot read(TokenContext connection) {
		TokenState state = this.states.read(connection.connector());
		StoredTokens stored = new StoredTokens(connection.place(),
				this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT));
		return new TokenSnapshot(state, stored, connection.source().computeRights(),
				this.cache.untilRenewal(stored, state.now()));
	}

}
