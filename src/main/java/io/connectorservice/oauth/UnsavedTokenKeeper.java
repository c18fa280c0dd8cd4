package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.connectorservice.oauth.endpoint.TokenEndpointSettings;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenLocation;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.shutdown.Shutdown;
import io.connectorservice.tenant.ConnectorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.stereotype.Component;

/**
 * Stores granted tokens, and keeps them in memory while the secret store is down: losing
 * a rotated refresh token means losing the connection. The lease is kept meanwhile, so
 * that nobody sends the old refresh token.
 */
@Component
// leases that are released during shutdown still use this bean
@DependsOn("tokenStateRepository")
final class UnsavedTokenKeeper implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(UnsavedTokenKeeper.class);

	private static final int ATTEMPTS_AT_ONCE = 3;

	private static final int CONFLICTS = 5;

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final SecretStore store;

	private final OAuthSettings settings;

	private final TokenEndpointSettings endpointSettings;

	private final Set<ConnectorRef> unsaved = ConcurrentHashMap.newKeySet();

	private final ExecutorService retries = Executors.newVirtualThreadPerTaskExecutor();

	private final Shutdown shutdown;

	UnsavedTokenKeeper(SecretStore store, OAuthSettings settings, TokenEndpointSettings endpointSettings,
			Shutdown shutdown) {
		this.store = store;
		this.settings = settings;
		this.endpointSettings = endpointSettings;
		this.shutdown = shutdown;
	}

	/**
	 * Whether tokens of this connector wait to be stored. Their lease is kept until then.
	 */
	boolean holdsUnsavedTokens(TokenContext connection) {
		return this.unsaved.contains(connection.connector());
	}

	/**
	 * Stores tokens with check-and-set.
	 * @return the tokens as stored; empty if a user's authorization stored others
	 * meanwhile, which take precedence
	 * @throws ProblemException SECRET_STORE_UNAVAILABLE; storing is then retried in the
	 * background
	 */
	Optional<StoredTokens> store(RefreshGrant refreshGrant) {
		for (int attempt = 1;; attempt++) {
			try {
				return checkAndSet(refreshGrant);
			}
			catch (ProblemException unavailable) {
				if (attempt == ATTEMPTS_AT_ONCE) {
					goOnTrying(refreshGrant);
					throw unavailable;
				}
				pauseBetweenAttempts();
			}
		}
	}

	// a conflict may come from another field of the document, or from our own write whose
	// response was lost. only a different refresh token shows that our tokens are
	// obsolete; and not even that does if it is the late result of a refresh before ours
	private Optional<StoredTokens> checkAndSet(RefreshGrant refreshGrant) {
		TokenLocation location = refreshGrant.connection().place();
		StoredTokens current = refreshGrant.asked();
		for (int attempt = 0; attempt < CONFLICTS; attempt++) {
			SecretDocument granted = current.applyRefresh(refreshGrant.answer(), refreshGrant.now(),
					refreshGrant.asked(), refreshGrant.connection().source().computeRights());
			if (this.store.write(location.document(), granted)) {
				return Optional
					.of(new StoredTokens(location, new SecretDocument(granted.fields(), granted.version() + 1)));
			}
			current = new StoredTokens(location, this.store.read(location.document()).orElse(SecretDocument.ABSENT));
			if (refreshGrant.asked().isSuperseded(current)
					&& !current.isEarlierRenewal(refreshGrant.asked(), refreshGrant.now())) {
				return Optional.empty();
			}
		}
		throw ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE,
				"The secret that holds the tokens keeps being changed by other writers; try again.");
	}

	private void goOnTrying(RefreshGrant refreshGrant) {
		log.warn("New tokens of connector {} cannot be stored yet; they are kept in memory",
				refreshGrant.connection().connector().id());
		this.unsaved.add(refreshGrant.connection().connector());
		this.retries.execute(() -> retryUntilStored(refreshGrant));
	}

	private void retryUntilStored(RefreshGrant refreshGrant) {
		TokenContext connection = refreshGrant.connection();
		long giveUpAt = System.nanoTime() + this.settings.rescue().toNanos();
		try {
			while (System.nanoTime() - giveUpAt < 0 && !Thread.currentThread().isInterrupted()) {
				if (tryOnce(refreshGrant)) {
					log.info("New tokens of connector {} could be stored at last", connection.connector().id());
					return;
				}
				pauseBetweenAttempts();
			}
			log.error("New tokens of connector {} could not be stored and are lost", connection.connector().id());
		}
		finally {
			this.unsaved.remove(connection.connector());
			refreshGrant.lease().close();
		}
	}

	private boolean tryOnce(RefreshGrant refreshGrant) {
		try {
			checkAndSet(refreshGrant);
			return true;
		}
		catch (ProblemException _) {
			return false;
		}
	}

	private static void pauseBetweenAttempts() {
		try {
			Thread.sleep(PAUSE);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

	/** Waits at shutdown for tokens that are still to be stored. */
	@Override
	public void destroy() throws InterruptedException {
		this.retries.shutdown();
		if (!this.retries.awaitTermination(this.shutdown.atMost(this.endpointSettings.requestTimeout()).toMillis(),
				TimeUnit.MILLISECONDS)) {
			this.retries.shutdownNow();
		}
	}

	/**
	 * A token response to a refresh, with the request's context that is needed to store
	 * it.
	 *
	 * @param lease the lease under which the tokens were requested
	 * @param asked the stored tokens that the request was made with
	 * @param answer the token response
	 * @param now the database's time before the request
	 */
	record RefreshGrant(TokenContext connection, Lease lease, StoredTokens asked, TokenResponse answer, Instant now) {
	}

}
