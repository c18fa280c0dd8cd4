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
 * The token that calls carry: obtained at the first call, renewed before it ends, and
 * obtained anew when Vault no longer takes it.
 */
final class VaultSession implements SessionManager, AutoCloseable {

	/** How old a refused token must be before another login may replace it. */
	private static final Duration LOGIN_INTERVAL = Duration.ofSeconds(10);

	private final ClientAuthentication authentication;

	private final boolean ownsToken;

	private final RestOperations rest;

	private final Duration wait;

	private final Ticker ticker;

	private final SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicReference<Login> login;

	VaultSession(VaultLogin way, RestOperations rest, Duration wait, Ticker ticker) {
		this.authentication = VaultAuthentication.create(way, rest);
		this.ownsToken = !(way instanceof VaultLogin.Token);
		this.rest = rest;
		this.wait = wait;
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

	/** The login whose token calls carry that begin now. */
	Login currentLogin() {
		return this.login.get();
	}

	/**
	 * Makes the next call log in anew, if the token is old enough; one of all whose calls
	 * were refused with it does.
	 * @param refused the login whose token was refused
	 * @return false if it is too young, or given to us: then Vault means what it says
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

	// a token that was given to us lives on, for others and for our next start
	@Override
	public void close() {
		if (this.ownsToken) {
			this.login.get().revoke();
		}
		this.scheduler.close();
	}

	// one login at a time, and nobody waits for another's longer than a call may take
	private VaultToken logIn() {
		if (!tryLock()) {
			throw new VaultException("Another login is still under way");
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
			return this.lock.tryLock(this.wait.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private Login newLogin() {
		return new Login(this.authentication, this.scheduler, this.rest, this.ticker.read());
	}

	/**
	 * One token's life, from login to its end.
	 */
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

		/** Ends the renewals that are scheduled for the token. */
		void dropToken() {
			setToken(Optional.empty());
		}

	}

}
