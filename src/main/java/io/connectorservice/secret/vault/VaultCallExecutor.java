package io.connectorservice.secret.vault;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.time.Deadline;
import io.connectorservice.trace.Spans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.vault.VaultException;
import org.springframework.vault.authentication.VaultLoginException;
import org.springframework.web.client.RestClientResponseException;

/**
 * Calls Vault with a total timeout, one retry with a new token, and a circuit breaker
 * that makes no calls for a moment after several failures in a row.
 */
final class VaultCallExecutor implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(VaultCallExecutor.class);

	private static final int FAILURES_BEFORE_PAUSE = 3;

	private final VaultSession session;

	private final Duration timeout;

	private final Duration pause;

	private final Ticker ticker;

	private final VaultMetrics meters;

	private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile long failedAt;

	VaultCallExecutor(VaultSession session, Duration timeout, Duration pause, Ticker ticker, VaultMetrics meters) {
		this.session = session;
		this.timeout = timeout;
		this.pause = pause;
		this.ticker = ticker;
		this.meters = meters;
	}

	<T> T call(Callable<T> request) {
		if (isPausing()) {
			this.meters.recordRejected();
			throw unavailableException();
		}
		long startedAt = System.nanoTime();
		try (Spans.Step _ = Spans.startStep("vault")) {
			T result = callWithTimeout(() -> callWithRetry(request));
			this.meters.recordSuccess(startedAt);
			this.failures.set(0);
			return result;
		}
		catch (Exception ex) {
			this.meters.recordFailure(startedAt);
			throw recordFailureAsProblem(ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	private boolean isPausing() {
		return this.failures.get() >= FAILURES_BEFORE_PAUSE
				&& this.ticker.read() - this.failedAt < this.pause.toNanos();
	}

	private <T> T callWithTimeout(Callable<T> request) throws Exception {
		Future<T> future = this.executor.submit(request);
		try {
			return future.get(Deadline.atMost(this.timeout).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			future.cancel(true);
		}
	}

	private <T> T callWithRetry(Callable<T> request) throws Exception {
		VaultSession.Login login = this.session.currentLogin();
		try {
			return request.call();
		}
		catch (VaultException ex) {
			if (findStatus(ex) == 403 && this.session.discardLogin(login)) {
				return request.call();
			}
			throw ex;
		}
	}

	// Only the kind of failure is logged, because
	// exception messages may repeat what was sent.
	private ProblemException recordFailureAsProblem(Exception failure) {
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
			return unavailableException();
		}
		if (failure instanceof TimeoutException && Deadline.isOver()) {
			// The caller's own deadline was too short; that is no failure of Vault.
			return unavailableException();
		}
		log.warn("A call to Vault failed: {}", describeFailure(failure));
		this.failedAt = this.ticker.read();
		if (findStatus(failure) / 100 == 4) {
			this.failures.set(0);
		}
		else {
			this.failures.incrementAndGet();
		}
		return unavailableException();
	}

	private static String describeFailure(Exception failure) {
		if (failure instanceof TimeoutException) {
			return "too slow";
		}
		int status = findStatus(failure);
		if (failure instanceof VaultLoginException) {
			return "the login was refused, status " + status;
		}
		if (status == 403) {
			return "the policy denies the path, status 403";
		}
		return (status != 0) ? "status " + status : rootOf(failure).getClass().getSimpleName();
	}

	/** The status of Vault's response, or 0 if there was none. */
	static int findStatus(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RestClientResponseException response) {
				return response.getStatusCode().value();
			}
		}
		return 0;
	}

	private static Throwable rootOf(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	private static ProblemException unavailableException() {
		return SecretStore.unavailableException("The secret store does not respond; try again in a moment.");
	}

}
