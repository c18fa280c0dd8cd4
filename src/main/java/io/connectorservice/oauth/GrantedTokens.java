package io.connectorservice.oauth;

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

	/**
	 * Stores them.
	 * @param noting what is noted in the transaction that notes the connection
	 */
	void keep(TokenConnection connection, TokenAnswer answer, Runnable noting) {
		TokenState state = this.states.read(connection.tenant(), connection.connectorId());
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			StoredTokens before = new StoredTokens(connection.place(),
					this.store.read(connection.place().document()).orElse(SecretDocument.ABSENT));
			SecretDocument granted = granted(before, answer, state);
			if (this.store.write(connection.place().document(), granted)) {
				noteConnected(connection, new StoredTokens(connection.place(),
						new SecretDocument(granted.fields(), granted.version() + 1)), answer, noting);
				return;
			}
		}
		throw contended();
	}

	// another grant, maybe another account: its refresh token or none
	private static SecretDocument granted(StoredTokens before, TokenAnswer answer, TokenState state) {
		StoredTokens single = new StoredTokens(before.place(), before.withoutSecond());
		SecretDocument granted = single.granted(answer, state.now(), Rights.OF_PERSON);
		return (answer.refreshToken() != null) ? granted : granted.without(before.place().refreshField());
	}

	private void noteConnected(TokenConnection connection, StoredTokens kept, TokenAnswer answer, Runnable noting) {
		try {
			this.states.connected(connection.tenant(), connection.connectorId(), kept.version(),
					kept.expiresAt().orElse(null), answer.scopes(), noting);
			this.cache.forget(connection.tenant(), connection.connectorId());
		}
		catch (DataIntegrityViolationException _) {
			drop(connection.place());
			throw AuthorizationFlow.failed("The connector was deleted meanwhile.");
		}
	}

	/** Removes tokens, and their document if it holds nothing else. */
	void drop(TokenPlace place) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			if (tryDrop(place)) {
				return;
			}
		}
		throw contended();
	}

	private boolean tryDrop(TokenPlace place) {
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

	private static ProblemException contended() {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE,
				"The tokens' place is written to by others all the time; try again.");
	}

}
