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
 * Stores the tokens that a person's authorization brought, which replace whatever was
 * there, and drops those that do not count any more.
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
	 * Stores them.
	 * @param noting what is noted in the transaction that notes the connection
	 */
	public void store(TokenContext connection, TokenResponse answer, Runnable noting) {
		TokenState state = this.states.read(connection.tenant(), connection.connectorId());
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			StoredTokens before = new StoredTokens(connection.place(),
					this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT));
			SecretDocument granted = buildDocument(before, answer, state);
			if (this.store.write(connection.place().document(), granted)) {
				recordConnected(connection, new StoredTokens(connection.place(),
						new SecretDocument(granted.fields(), granted.version() + 1)), answer, noting);
				return;
			}
		}
		throw contentionException();
	}

	// another grant, maybe another account: its refresh token or none
	private static SecretDocument buildDocument(StoredTokens before, TokenResponse answer, TokenState state) {
		StoredTokens single = new StoredTokens(before.place(), before.withoutSecond());
		SecretDocument granted = single.applyGrant(answer, state.now(), GrantFingerprint.OF_PERSON);
		return (answer.refreshToken() != null) ? granted : granted.without(before.place().refreshField());
	}

	private void recordConnected(TokenContext connection, StoredTokens kept, TokenResponse answer, Runnable noting) {
		try {
			this.states.recordConnected(connection.tenant(), connection.connectorId(), kept.version(),
					kept.expiresAt().orElse(null), answer.scopes(), noting);
			this.cache.evict(connection.tenant(), connection.connectorId());
		}
		catch (DataIntegrityViolationException _) {
			removeTokens(connection.place());
			throw ProblemException.of(ProblemCode.AUTHORIZATION_FAILED, "The connector was deleted meanwhile.");
		}
	}

	/** Removes tokens, and their document if it holds nothing else. */
	void removeTokens(TokenLocation place) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			if (tryRemoveTokens(place)) {
				return;
			}
		}
		throw contentionException();
	}

	private boolean tryRemoveTokens(TokenLocation place) {
		SecretDocument document = this.store.read(place.document()).orElse(SecretDocument.ABSENT);
		SecretDocument rest = new StoredTokens(place, document).withoutTokens();
		if (rest.fields().equals(document.fields())) {
			return true;
		}
		if (!rest.fields().isEmpty()) {
			return this.store.write(place.document(), rest);
		}
		this.store.delete(place.document());
		return true;
	}

	private static ProblemException contentionException() {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE,
				"The tokens' place is written to by others all the time; try again.");
	}

}
