package io.connectorservice.external.call;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.time.CallerPresence;
import io.connectorservice.time.Deadline;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Repeats a call that may be repeated while the service says that it is busy or broken,
 * with growing, random pauses and never past the deadline. A longer wait that the service
 * asks for is left to the caller.
 */
@Component
final class RetryStep implements CallStep {

	/** Pause where a service asks to wait and its Retry-After cannot be parsed. */
	private static final Duration UNPARSEABLE_DELAY = Duration.ofSeconds(1);

	private static final Set<Integer> RETRYABLE = Set.of(429, 500, 502, 503, 504);

	private final RateLimitCooldowns cooldowns;

	private final CallSettings settings;

	private final RetryDelayReader delays;

	private final Counter retries;

	RetryStep(RateLimitCooldowns cooldowns, CallSettings settings, RetryDelayReader delays, MeterRegistry registry) {
		this.cooldowns = cooldowns;
		this.settings = settings;
		this.delays = delays;
		this.retries = Counter.builder("connector.call.retries")
			.description("Calls that were made once more because the service was busy or broken")
			.register(registry);
	}

	@Override
	public CallResult apply(ServiceCall call, Chain next) {
		if (!call.repeatable()) {
			return next.proceed(call);
		}
		awaitCooldown(call.connection());
		return retry(call, next, next.proceed(call));
	}

	// the jitter keeps calls that wait for the same moment from coming all at once
	private void awaitCooldown(ServiceConnection connection) {
		Duration cooldown = this.cooldowns.getRemaining(connection.connectorId());
		if (cooldown.isPositive()) {
			Duration pause = cooldown.plus(randomPause(1));
			if (fitsDeadline(pause)) {
				sleepWhileCallerWaits(pause);
			}
		}
	}

	private CallResult retry(ServiceCall call, Chain next, CallResult first) {
		CallResult last = first;
		for (int attempt = 1; attempt < this.settings.attempts(); attempt++) {
			Optional<Duration> pause = findPause(last.response(), call.connection().limits(), attempt);
			if (pause.isEmpty() || !sleepWhileCallerWaits(pause.get())) {
				return last;
			}
			Optional<CallResult> result = proceedUnlessRefused(call, next);
			if (result.isEmpty()) {
				return last;
			}
			this.retries.increment();
			last = result.get();
		}
		return last;
	}

	// a retry that a later step does not send leaves the response of the attempt before
	private static Optional<CallResult> proceedUnlessRefused(ServiceCall call, Chain next) {
		try {
			return Optional.of(next.proceed(call));
		}
		catch (ProblemException problem) {
			if (problem.code().isRefusedHere()) {
				return Optional.empty();
			}
			throw problem;
		}
	}

	private Optional<Duration> findPause(OutboundResponse response, Limits limits, int attempt) {
		if (!RETRYABLE.contains(response.status()) && !this.delays.isRateLimited(response, limits)) {
			return Optional.empty();
		}
		Duration requested = this.delays.findDelay(response, limits);
		if (requested == null && response.findHeader("retry-after").isPresent()) {
			requested = UNPARSEABLE_DELAY;
		}
		return Optional.of((requested != null) ? requested.plus(randomPause(1)) : randomPause(attempt))
			.filter(this::fitsDeadline);
	}

	// without as much time again as the pause takes, the retry could not end in time
	private boolean fitsDeadline(Duration pause) {
		return Deadline.atMost(this.settings.deadline()).compareTo(pause.multipliedBy(2)) > 0;
	}

	private Duration randomPause(int attempt) {
		long maxMillis = this.settings.firstPause().toMillis() << (attempt - 1);
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(maxMillis + 1));
	}

	private static boolean sleepWhileCallerWaits(Duration pause) {
		return CallerPresence.whileThere(() -> sleep(pause));
	}

	private static boolean sleep(Duration pause) {
		try {
			Thread.sleep(pause);
			return true;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
