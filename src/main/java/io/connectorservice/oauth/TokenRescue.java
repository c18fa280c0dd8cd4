package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Stores granted tokens, and holds on to them while the store is down: a rotated refresh
 * token that is dropped is a connection lost. Meanwhile the lease is kept, so that nobody
 * asks with the old one.
 */
@Component
final class TokenRescue implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(TokenRescue.class);

	private static final int ATTEMPTS_AT_ONCE = 3;

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final SecretStore store;

	private final TokenStates states;

	private final OAuthSettings settings;

	private final Set<UUID> atWork = ConcurrentHashMap.newKeySet();

	private final ExecutorService rescuers = Executors.newVirtualThreadPerTaskExecutor();

	TokenRescue(SecretStore store, TokenStates states, OAuthSettings settings) {
		this.store = store;
		this.states = states;
		this.settings = settings;
	}

	/** Whether tokens of this connector are held that are not stored yet. */
	boolean isAtWork(TokenConnection connection) {
		return this.atWork.contains(connection.connectorId());
	}

	/**
	 * Stores tokens by check-and-set.
	 * @return false where others were stored meanwhile
	 * @throws ProblemException SECRET_STORE_UNAVAILABLE, after which it goes on trying
	 */
	boolean store(TokenConnection connection, UUID owner, SecretDocument granted) {
		for (int attempt = 1;; attempt++) {
			try {
				return this.store.write(connection.place().document(), granted);
			}
			catch (ProblemException unavailable) {
				if (attempt == ATTEMPTS_AT_ONCE || unavailable.code() != ProblemCode.SECRET_STORE_UNAVAILABLE) {
					goOnTrying(connection, owner, granted);
					throw unavailable;
				}
				sleep();
			}
		}
	}

	private void goOnTrying(TokenConnection connection, UUID owner, SecretDocument granted) {
		log.warn("New tokens of connector {} cannot be stored yet; they are held", connection.connectorId());
		this.atWork.add(connection.connectorId());
		this.rescuers.execute(() -> rescue(connection, owner, granted));
	}

	private void rescue(TokenConnection connection, UUID owner, SecretDocument granted) {
		long giveUpAt = System.nanoTime() + this.settings.rescue().toNanos();
		try {
			while (System.nanoTime() - giveUpAt < 0 && !Thread.currentThread().isInterrupted()) {
				if (tryOnce(connection, owner, granted)) {
					return;
				}
				sleep();
			}
			log.error("New tokens of connector {} could not be stored and are lost", connection.connectorId());
		}
		finally {
			this.atWork.remove(connection.connectorId());
			release(connection, owner);
		}
	}

	private boolean tryOnce(TokenConnection connection, UUID owner, SecretDocument granted) {
		try {
			this.states.lease(connection.tenant(), connection.connectorId(), owner, this.settings.lease());
		}
		catch (ProblemException _) {
			// without the database nobody else can take the lease either
		}
		try {
			this.store.write(connection.place().document(), granted);
			log.info("New tokens of connector {} are stored after all", connection.connectorId());
			return true;
		}
		catch (ProblemException _) {
			return false;
		}
	}

	private void release(TokenConnection connection, UUID owner) {
		try {
			this.states.release(connection.tenant(), connection.connectorId(), owner);
		}
		catch (ProblemException _) {
			// it ends by itself
		}
	}

	private static void sleep() {
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
		if (!this.rescuers.awaitTermination(this.settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
			this.rescuers.shutdownNow();
		}
	}

}
