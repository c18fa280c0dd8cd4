package io.connectorservice.oauth.storage;

import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Stores tokens that wait for a confirmation, in one document for each authorization
 * beside the connector's own secrets.
 */
@Component
public final class PendingTokenStore {

	private static final String ACCESS_FIELD = "access_token";

	private static final String REFRESH_FIELD = "refresh_token";

	private final Secrets secrets;

	private final SecretStore store;

	PendingTokenStore(Secrets secrets, SecretStore store) {
		this.secrets = secrets;
		this.store = store;
	}

	/**
	 * Returns the location of the tokens of one authorization.
	 * @param oauthApp the operator's OAuth app that they were granted to, or null
	 */
	public TokenLocation locate(PendingConfirmation pending, @Nullable String oauthApp) {
		return new TokenLocation(locateDocument(pending), ACCESS_FIELD, REFRESH_FIELD, oauthApp);
	}

	private SecretPath locateDocument(PendingConfirmation pending) {
		return this.secrets.ownPath(pending.connector().tenant(), pending.connector().uuid(),
				"pending/" + pending.authorizationId(), ACCESS_FIELD);
	}

	/**
	 * Stores new tokens.
	 * @throws ProblemException SECRET_STORE_UNAVAILABLE
	 */
	public void write(StoredTokens granted) {
		if (!this.store.write(granted.place().document(), granted.document())) {
			throw SecretStore.unavailableException("The pending tokens were written by another request; begin again.");
		}
	}

	/**
	 * Reads the tokens.
	 * @return empty if there are none, or their document is damaged
	 * @throws ProblemException SECRET_STORE_UNAVAILABLE
	 */
	public Optional<StoredTokens> find(PendingConfirmation pending) {
		try {
			return this.store.read(locateDocument(pending))
				.map((document) -> new StoredTokens(locate(pending, findOAuthApp(document)), document))
				.filter((tokens) -> tokens.accessToken().isPresent());
		}
		catch (ProblemException failure) {
			if (failure.code() == ProblemCode.SECRET_UNUSABLE) {
				return Optional.empty();
			}
			throw failure;
		}
	}

	private static @Nullable String findOAuthApp(SecretDocument document) {
		return document.findSecret(SecretDocument.OAUTH_APP).map(Secret::reveal).orElse(null);
	}

	/**
	 * Removes the tokens with their document.
	 * @throws ProblemException SECRET_STORE_UNAVAILABLE
	 */
	public void remove(PendingConfirmation pending) {
		this.store.delete(locateDocument(pending));
	}

}
