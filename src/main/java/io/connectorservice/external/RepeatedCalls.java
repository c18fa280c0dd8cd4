package io.connectorservice.external;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.connectorservice.auth.Signer;
import io.connectorservice.catalog.Limits;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Repeats a call that may be repeated while the service says that it is busy or broken,
 * and never past the deadline: what the service asks to wait for longer than that is left
 * to the caller.
 */
@Component
final class RepeatedCalls {

	private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);

	private final OutboundClient outbound;

	private final CallSettings settings;

	private final Clock clock;

	private final Counter repetitions;

	RepeatedCalls(OutboundClient outbound, CallSettings settings, Clock clock, MeterRegistry registry) {
		this.outbound = outbound;
		this.settings = settings;
		this.clock = clock;
		this.repetitions = Counter.builder("connector.call.retries")
			.description("Calls that were made once more because the service was busy or broken")
			.register(registry);
	}

	OutboundResponse send(Signer.Signed signed, Limits limits, boolean repeatable) {
		int most = repeatable ? this.settings.attempts() : 1;
		long end = System.nanoTime() + this.settings.deadline().toNanos();
		for (int attempt = 1;; attempt++) {
			Duration left = Duration.ofNanos(end - System.nanoTime());
			OutboundRequest request = (attempt == 1) ? signed.request() : signed.repeating().get();
			OutboundResponse answer = this.outbound.send(request.withTotalTimeout(left));
			Optional<Duration> pause = (attempt < most) ? pauseAfter(answer, limits, attempt, end) : Optional.empty();
			if (pause.isEmpty() || !slept(pause.get())) {
				return answer;
			}
			this.repetitions.increment();
		}
	}

	// at least as much time must be left as the pause takes, or the repetition could not
	// end
	private Optional<Duration> pauseAfter(OutboundResponse answer, Limits limits, int attempt, long end) {
		if (!PASSING.contains(answer.status()) && !Waits.isLimited(answer, limits)) {
			return Optional.empty();
		}
		Duration asked = Waits.of(answer, limits, this.clock);
		Duration pause = (asked != null) ? asked.plus(jitter(1)) : jitter(attempt);
		Duration left = Duration.ofNanos(end - System.nanoTime());
		return (left.compareTo(pause.multipliedBy(2)) > 0) ? Optional.of(pause) : Optional.empty();
	}

	private Duration jitter(int attempt) {
		long most = this.settings.firstPause().toMillis() << (attempt - 1);
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
	}

	private static boolean slept(Duration pause) {
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
