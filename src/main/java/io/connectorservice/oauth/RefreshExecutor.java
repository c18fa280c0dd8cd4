package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.connectorservice.oauth.endpoint.TokenEndpointSettings;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.shutdown.Shutdown;
import io.connectorservice.trace.RequestContext;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.stereotype.Component;

/**
 * Runs refreshes to completion even if their callers stopped waiting: a late response may
 * bring the only refresh token that is still valid.
 */
@Component
// refreshes that end during shutdown still use these beans
@DependsOn({ "unsavedTokenKeeper", "tokenStateRepository" })
final class RefreshExecutor implements DisposableBean {

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final TokenEndpointSettings settings;

	private final Shutdown shutdown;

	RefreshExecutor(TokenEndpointSettings settings, Shutdown shutdown) {
		this.settings = settings;
		this.shutdown = shutdown;
	}

	/**
	 * Whether the process is shutting down; a refresh that is not urgent is then left to
	 * another process.
	 */
	boolean isEnding() {
		return this.shutdown.isUnderWay();
	}

	/**
	 * Starts a refresh and waits for its result.
	 * @throws ProblemException the refresh's own; UPSTREAM_TIMEOUT if the refresh goes on
	 * in the background; SHUTTING_DOWN if there is no time left to complete one
	 */
	Optional<Secret> runAndAwait(Supplier<Optional<Secret>> refresh, Duration timeout) {
		if (this.shutdown.isClosing()) {
			throw shuttingDownException();
		}
		// log lines and events of the refresh carry
		// the context of the request that started it
		FutureTask<Optional<Secret>> run = new FutureTask<>(refresh::get);
		this.threads.execute(RequestContext.withCurrentContext(run));
		try {
			return run.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException _) {
			throw ConnectorLocks.refreshTimeoutException();
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw ConnectorLocks.refreshTimeoutException();
		}
		catch (ExecutionException failure) {
			throw unwrap(failure);
		}
	}

	private static ProblemException shuttingDownException() {
		return ProblemException
			.of(ProblemCode.SHUTTING_DOWN, "This process is shutting down and starts no token refresh; try again.")
			.withDefaultRetryAfter();
	}

	private static RuntimeException unwrap(ExecutionException failure) {
		if (failure.getCause() instanceof Error error) {
			throw error;
		}
		return (failure.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(failure);
	}

	/** Waits at shutdown for the responses of running refreshes. */
	@Override
	public void destroy() throws InterruptedException {
		this.threads.shutdown();
		if (!this.threads.awaitTermination(this.shutdown.atMost(this.settings.refreshTimeout()).toMillis(),
				TimeUnit.MILLISECONDS)) {
			this.threads.shutdownNow();
		}
	}

}
