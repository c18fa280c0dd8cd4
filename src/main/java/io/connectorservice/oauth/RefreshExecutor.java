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
 * Has renewals run to their end, whoever still waits for them: an answer that comes after
 * its caller gave up brings a refresh token that may be the only one that counts.
 */
@Component
@DependsOn({ "unsavedTokenKeeper", "tokenStateRepository" }) // which the last runs use
																// when the process
// ends
final class RefreshExecutor implements DisposableBean {

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final TokenEndpointSettings settings;

	private final Shutdown shutdown;

	RefreshExecutor(TokenEndpointSettings settings, Shutdown shutdown) {
		this.settings = settings;
		this.shutdown = shutdown;
	}

	/** Whether a renewal that can wait should be left to another process. */
	boolean isEnding() {
		return this.shutdown.isUnderWay();
	}

	/**
	 * Begins a renewal and waits for its outcome.
	 * @throws ProblemException the renewal's own; UPSTREAM_TIMEOUT where it goes on
	 * without us; SHUTTING_DOWN where it could not be brought to its end
	 */
	Optional<Secret> runAndAwait(Supplier<Optional<Secret>> renewal, Duration patience) {
		if (this.shutdown.isClosing()) {
			throw shuttingDownException();
		}
		// its log lines and events name the request that began it
		FutureTask<Optional<Secret>> run = new FutureTask<>(renewal::get);
		this.threads.execute(RequestContext.withCurrentContext(run));
		try {
			return run.get(patience.toNanos(), TimeUnit.NANOSECONDS);
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
			.of(ProblemCode.SHUTTING_DOWN, "This process ends and begins no renewal of a token; ask again.")
			.withDefaultRetryAfter();
	}

	private static RuntimeException unwrap(ExecutionException failure) {
		if (failure.getCause() instanceof Error error) {
			throw error;
		}
		return (failure.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(failure);
	}

	/** At the end of the process answers that are under way are still awaited. */
	@Override
	public void destroy() throws InterruptedException {
		this.threads.shutdown();
		if (!this.threads.awaitTermination(this.shutdown.atMost(this.settings.renewalTimeout()).toMillis(),
				TimeUnit.MILLISECONDS)) {
			this.threads.shutdownNow();
		}
	}

}
