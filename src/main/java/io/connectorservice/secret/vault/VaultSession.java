package io.connectorservice.secret.vault;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import com.github.benmanes.caffeine.cache.Ticker;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.vault.VaultException;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.authentication.LifecycleAwareSessionManager;
import org.springframework.vault.authentication.SessionManager;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestOperations;

/**
 * Manages the token for calls to Vault: obtained at the first call, renewed before it
 * expires, and replaced by a new login when Vault rejects it.
 */
final class VaultSession implements SessionManager, AutoCloseable {

	/** Minimum age of a rejected token before another login may replace it. */
	private static final Duration LOGIN_INTERVAL = Duration.ofSeconds(10);

	private final ClientAuthentication authentication;

	private final boolean ownsToken;

	private final RestOperations rest;

	private final Duration maxWait;

	private final Ticker ticker;

	private final SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicReference<Login> login;

	VaultSession(VaultLogin method, RestOperations rest, Duration maxWait, Ticker ticker) {
		this.authentication = method.createAuthentication(rest);
		this.ownsToken = !(method instanceof VaultLogin.Token);
		this.rest = rest;
		this.maxWait = maxWait;
		this.ticker = ticker;
		this.scheduler.setVirtualThreads(true);
		this.scheduler.setThreadNamePrefix("vault-renewal-");
		this.login = new AtomicReference<>(newLogin());
	}

	@Override
	public VaultToken getSessionToken() {
		Login current = this.login.get();
		return current.isDone() ? current.getSessionToken() : logIn();
	}

	/** The login whose token is used by calls that begin now. */
	Login currentLogin() {
		return this.login.get();
	}

	/**
	 * Makes the next call log in again if the token is old enough; of several calls that
	 * were rejected with the same token, one triggers the login.
	 * @param refused the login whose token was rejected
	 * @return false if the token is too new or was configured by the operator: then the
	 * rejection is final
	 */
	boolean discardLogin(Login refused) {
		if (!this.ownsToken) {
			return false;
		}
		if (this.login.get() == refused && this.ticker.read() - refused.startedAt < LOGIN_INTERVAL.toNanos()) {
			return false;
		}
		if (this.login.compareAndSet(refused, newLogin())) {
			refused.dropToken();
		}
		return true;
	}

	// A configured token is not revoked, because
	// others use it, and so does our next start.
	@Override
	public void close() {
		if (this.ownsToken) {
			this.login.get().revoke();
		}
		this.scheduler.close();
	}

	// Only one login runs at a time, and no call
	// waits for it longer than a call may take.
	private VaultToken logIn() {
		if (!tryLock()) {
			throw new VaultException("Another login is still in progress");
		}
		try {
			return this.login.get().getSessionToken();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean tryLock() {
		try {
			return this.lock.tryLock(this.maxWait.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private Login newLogin() {
		return new Login(this.authentication, this.scheduler, this.rest, this.ticker.read());
	}

	/** The life of one token, from login to expiry. */
	static final class Login extends LifecycleAwareSessionManager {

		private final long startedAt;

		Login(ClientAuthentication authentication, TaskScheduler scheduler, RestOperations rest, long startedAt) {
			super(authentication, scheduler, rest);
			this.startedAt = startedAt;
			setTokenSelfLookupEnabled(false);
		}

		boolean isDone() {
			return getToken().isPresent();
		}

		/** Cancels the renewals that are scheduled for the token. */
		void dropToken() {
			setToken(Optional.empty());
		}

	}

}
