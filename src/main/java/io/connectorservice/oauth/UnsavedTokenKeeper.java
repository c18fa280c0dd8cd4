package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.connectorservice.oauth.endpoint.TokenEndpointSettings;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenLocation;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.shutdown.Shutdown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.stereotype.Component;

/**
 * Stores granted tokens, and holds on to them while the store is down: a rotated refresh
 * token that is dropped is a connection lost. Meanwhile the lease is kept, so that nobody
 * asks with the old one.
 */
@Component
@DependsOn("tokenStateRepository") // which leases use when the process ends
final class UnsavedTokenKeeper implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(UnsavedTokenKeeper.class);

	private static final int ATTEMPTS_AT_ONCE = 3;

	private static final int CONFLICTS = 5;

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final SecretStore store;

	private final OAuthSettings settings;

	private final TokenEndpointSettings endpointSettings;

	private final Set<UUID> atWork = ConcurrentHashMap.newKeySet();

	private final ExecutorService rescuers = Executors.newVirtualThreadPerTaskExecutor();

	private final Shutdown shutdown;

	UnsavedTokenKeeper(SecretStore store, OAuthSettings settings, TokenEndpointSettings endpointSettings,
			Shutdown shutdown) {
		this.store = store;
		this.settings = settings;
		this.endpointSettings = endpointSettings;
		this.shutdown = shutdown;
	}

	/**
	 * Whether tokens of this connector are held that are not stored yet; its lease is
	 * kept meanwhile.
	 */
	boolean holdsUnsavedTokens(TokenContext connection) {
		return this.atWork.contains(connection.connectorId());
	}

	/**
	 * Stores tokens by check-and-set.
	 * @return as they are stored; empty where a person stored others meanwhile, which
	 * count
	 * @throws ProblemException SECRET_STORE_UNAVAILABLE, after which it goes on trying
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
	// answer was lost: only another refresh token says that these tokens are not wanted,
	// and not even that if it is the late answer to a renewal before ours
	private Optional<StoredTokens> checkAndSet(RefreshGrant refreshGrant) {
		TokenLocation place = refreshGrant.connection().place();
		StoredTokens current = refreshGrant.asked();
		for (int attempt = 0; attempt < CONFLICTS; attempt++) {
			SecretDocument granted = current.applyRefresh(refreshGrant.answer(), refreshGrant.now(),
					refreshGrant.asked(), refreshGrant.connection().source().computeRights());
			if (this.store.write(place.document(), granted)) {
				return Optional
					.of(new StoredTokens(place, new SecretDocument(granted.fields(), granted.version() + 1)));
			}
			current = new StoredTokens(place, this.store.read(place.document()).orElse(SecretDocument.ABSENT));
			if (refreshGrant.asked().isSuperseded(current)
					&& !current.isEarlierRenewal(refreshGrant.asked(), refreshGrant.now())) {
				return Optional.empty();
			}
		}
		throw ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE,
				"The tokens' place is written to by others all the time; try again.");
	}

	private void goOnTrying(RefreshGrant refreshGrant) {
		log.warn("New tokens of connector {} cannot be stored yet; they are held",
				refreshGrant.connection().connectorId());
		this.atWork.add(refreshGrant.connection().connectorId());
		this.rescuers.execute(() -> retryUntilStored(refreshGrant));
	}

	private void retryUntilStored(RefreshGrant refreshGrant) {
		TokenContext connection = refreshGrant.connection();
		long giveUpAt = System.nanoTime() + this.settings.rescue().toNanos();
		try {
			while (System.nanoTime() - giveUpAt < 0 && !Thread.currentThread().isInterrupted()) {
				if (tryOnce(refreshGrant)) {
					log.info("New tokens of connector {} are stored after all", connection.connectorId());
					return;
				}
				pauseBetweenAttempts();
			}
			log.error("New tokens of connector {} could not be stored and are lost", connection.connectorId());
		}
		finally {
			this.atWork.remove(connection.connectorId());
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

	/** At the end of the process what is held gets its last chance. */
	@Override
	public void destroy() throws InterruptedException {
		this.rescuers.shutdown();
		if (!this.rescuers.awaitTermination(this.shutdown.atMost(this.endpointSettings.requestTimeout()).toMillis(),
				TimeUnit.MILLISECONDS)) {
			this.rescuers.shutdownNow();
		}
	}

}
