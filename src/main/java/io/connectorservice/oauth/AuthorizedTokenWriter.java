package io.connectorservice.oauth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenLocation;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import org.jspecify.annotations.Nullable;

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
	 * Prepares newly granted tokens for a location.
	 * @param authorization the authorization by which they were granted
	 */
	public StoredTokens prepareGrant(TokenContext connection, TokenLocation location, TokenResponse response,
			UUID authorization) {
		Instant now = this.states.read(connection.connector()).now();
		StoredTokens granted = new StoredTokens(location,
				new StoredTokens(location, SecretDocument.ABSENT).applyGrant(response, now, GrantTerms.OF_PERSON));
		return new StoredTokens(location, granted.withAuthorization(authorization));
	}

	/**
	 * Makes granted tokens the connector's and records the connection. If an attempt is
	 * repeated, the tokens of the first one stay, as they may have been refreshed since.
	 * @param scopes the granted scopes; null if they are the requested ones
	 * @param recording runs in the transaction that records the connection
	 * @throws ProblemException AUTHORIZATION_FAILED if the connector was deleted
	 * meanwhile, or the problem of what is unavailable
	 */
	public void store(TokenContext connection, StoredTokens granted, @Nullable List<String> scopes,
			Runnable recording) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			StoredTokens previous = readStoredTokens(connection.place());
			if (previous.isSameGrant(granted)) {
				recordConnected(connection, previous, scopes, recording);
				return;
			}
			SecretDocument replaced = previous.replaceGrant(granted);
			if (this.store.write(connection.place().document(), replaced)) {
				recordConnected(connection, new StoredTokens(connection.place(),
						new SecretDocument(replaced.fields(), replaced.version() + 1)), scopes, recording);
				return;
			}
		}
		throw contentionException();
	}

	private StoredTokens readStoredTokens(TokenLocation location) {
		return new StoredTokens(location, this.store.read(location.document()).orElse(SecretDocument.ABSENT));
	}

	private void recordConnected(TokenContext connection, StoredTokens stored, @Nullable List<String> scopes,
			Runnable recording) {
		try {
			this.states.recordConnected(connection.connector(), stored.version(), stored.expiresAt().orElse(null),
					scopes, recording);
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
		StoredTokens stored = readStoredTokens(location);
		SecretDocument rest = stored.withoutTokens();
		if (rest.fields().equals(stored.document().fields())) {
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
