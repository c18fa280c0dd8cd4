package io.connectorservice.oauth;

import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenLocation;
import io.connectorservice.oauth.storage.TokenState;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Stores the tokens of a user's authorization in place of the previous ones, and removes
 * tokens that are no longer valid.
 */
@Component
public final class AuthorizedTokenWriter {

	private static final int ATTEMPTS = 5;

	private final SecretStore store;

	private final TokenStateRepository states;

	private final TokenCache cache;

	AuthorizedTokenWriter(SecretStore store, TokenStateRepository states, TokenCache cache) {
		this.store = store;
		this.states = states;
		this.cache = cache;
	}

	/**
	 * Stores the tokens and records the connection.
	 * @param recording runs in the transaction that records the connection
	 */
	public void store(TokenContext connection, TokenResponse response, Runnable recording) {
		TokenState state = this.states.read(connection.connector());
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			StoredTokens previous = new StoredTokens(connection.place(),
					this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT));
			SecretDocument granted = buildDocument(previous, response, state);
			if (this.store.write(connection.place().document(), granted)) {
				recordConnected(connection, new StoredTokens(connection.place(),
						new SecretDocument(granted.fields(), granted.version() + 1)), response, recording);
				return;
			}
		}
		throw contentionException();
	}

	// a new grant may belong to another account, so the old refresh token is dropped even
	// if the response brings none
	private static SecretDocument buildDocument(StoredTokens previous, TokenResponse response, TokenState state) {
		StoredTokens single = new StoredTokens(previous.place(), previous.withoutSecond());
		SecretDocument granted = single.applyGrant(response, state.now(), GrantTerms.OF_PERSON);
		return (response.refreshToken() != null) ? granted : granted.without(previous.place().refreshField());
	}

	private void recordConnected(TokenContext connection, StoredTokens stored, TokenResponse response,
			Runnable recording) {
		try {
			this.states.recordConnected(connection.connector(), stored.version(), stored.expiresAt().orElse(null),
					response.scopes(), recording);
			this.cache.evict(connection.connector());
		}
		catch (DataIntegrityViolationException _) {
			removeTokens(connection.place());
			throw ProblemException.of(ProblemCode.AUTHORIZATION_FAILED, "The connector was deleted meanwhile.");
		}
	}

	/** Removes the tokens, and their document if nothing else is in it. */
	void removeTokens(TokenLocation location) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			if (tryRemoveTokens(location)) {
				return;
			}
		}
		throw contentionException();
	}

	private boolean tryRemoveTokens(TokenLocation location) {
		SecretDocument document = this.store.read(location.document()).orElse(SecretDocument.ABSENT);
		SecretDocument rest = new StoredTokens(location, document).withoutTokens();
		if (rest.fields().equals(document.fields())) {
			return true;
		}
		if (!rest.fields().isEmpty()) {
			return this.store.write(location.document(), rest);
		}
		this.store.delete(location.document());
		return true;
	}

	private static ProblemException contentionException() {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE,
				"The secret that holds the tokens keeps being changed by other writers; try again.");
	}

}
