package io.connectorservice.oauth;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;

import org.springframework.stereotype.Component;

/**
 * Stores the tokens that a person's authorization brought; they replace whatever was
 * there.
 */
@Component
final class GrantedTokens {

	private static final int ATTEMPTS = 5;

	private final SecretStore store;

	private final TokenStates states;

	private final TokenCache cache;

	GrantedTokens(SecretStore store, TokenStates states, TokenCache cache) {
		this.store = store;
		this.states = states;
		this.cache = cache;
	}

	void keep(TokenConnection connection, TokenAnswer answer) {
		TokenState state = this.states.read(connection.tenant(), connection.connectorId());
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			StoredTokens before = new StoredTokens(connection.place(),
					this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT));
			SecretDocument granted = before.granted(answer, state.now());
			if (this.store.write(connection.place().document(), granted)) {
				StoredTokens kept = new StoredTokens(connection.place(),
						new SecretDocument(granted.fields(), granted.version() + 1));
				this.states.connected(connection.tenant(), connection.connectorId(), kept.version(),
						kept.expiresAt().orElse(null), answer.scopes());
				this.cache.forget(connection.tenant(), connection.connectorId());
				return;
			}
		}
		throw ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE,
				"The tokens' place is written to by others all the time; try again.");
	}

}
