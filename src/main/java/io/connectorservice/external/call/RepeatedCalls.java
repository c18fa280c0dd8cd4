package io.connectorservice.external.call;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.time.CallerPresence;
import io.connectorservice.time.Deadline;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Repeats a call that may be repeated while the service says that it is busy or broken,
 * and never past the deadline: what the service asks to wait for longer than that is left
 * to the caller.
 */
@Component
final class RepeatedCalls {

	/** Pause where a service asks to wait and does not say readably for how long. */
	private static final Duration UNREADABLE_WAIT = Duration.ofSeconds(1);

	private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);

	private final GuardedCalls calls;

	private final CallSettings settings;

	private final Clock clock;

	private final Counter repetitions;

	RepeatedCalls(GuardedCalls calls, CallSettings settings, Clock clock, MeterRegistry registry) {
		this.calls = calls;
		this.settings = settings;
		this.clock = clock;
		this.repetitions = Counter.builder("connector.call.retries")
			.description("Calls that were made once more because the service was busy or broken")
			.register(registry);
	}

	OutboundResponse send(ServiceConnection serviceConnection, OutboundRequest plain, Signing signing,
			boolean repeatable) {
		int most = repeatable ? this.settings.attempts() : 1;
		if (repeatable) {
			awaitMore(serviceConnection);
		}
		OutboundResponse answer = attempt(serviceConnection, plain, signing, null);
		for (int attempt = 1; attempt < most; attempt++) {
			Optional<Duration> pause = pauseAfter(answer, serviceConnection.limits(), attempt);
			if (pause.isEmpty() || !slept(pause.get())) {
				return answer;
			}
			OutboundResponse next = attempt(serviceConnection, plain, signing, answer);
			if (next == answer) {
				return answer;
			}
			this.repetitions.increment();
			answer = next;
		}
		return answer;
	}

	// those that wait for the same moment do not all come at once
	private void awaitMore(ServiceConnection serviceConnection) {
		Duration held = this.calls.heldFor(serviceConnection);
		if (held.isPositive()) {
			Duration pause = held.plus(jitter(1));
			if (fits(pause)) {
				slept(pause);
			}
		}
	}

	// what may not be repeated just now was answered before
	private OutboundResponse attempt(ServiceConnection serviceConnection, OutboundRequest plain, Signing signing,
			@Nullable OutboundResponse before) {
		try {
			return this.calls.attempt(serviceConnection, plain, signing);
		}
		catch (ProblemException refused) {
			if (before == null || !GuardedCalls.isRefusal(refused)) {
				throw refused;
			}
			return before;
		}
	}

	private Optional<Duration> pauseAfter(OutboundResponse answer, Limits limits, int attempt) {
		if (!PASSING.contains(answer.status()) && !RetryDelay.isLimited(answer, limits, this.clock)) {
			return Optional.empty();
		}
		Duration asked = RetryDelay.of(answer, limits, this.clock);
		if (asked == null && answer.findHeader("retry-after").isPresent()) {
			asked = UNREADABLE_WAIT;
		}
		return Optional.of((asked != null) ? asked.plus(jitter(1)) : jitter(attempt)).filter(this::fits);
	}

	// at least as much time must be left as the pause takes, or the repetition could not
	// end
	private boolean fits(Duration pause) {
		return Deadline.atMost(this.settings.deadline()).compareTo(pause.multipliedBy(2)) > 0;
	}

	private Duration jitter(int attempt) {
		long most = this.settings.firstPause().toMillis() << (attempt - 1);
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
	}

	private static boolean slept(Duration pause) {
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
