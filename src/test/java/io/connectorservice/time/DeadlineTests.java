package io.connectorservice.time;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTests {

	private static final Duration HOUR = Duration.ofHours(1);

	@Test
	void doesNotLimitWorkWithoutDeadline() {
		assertThat(Deadline.atMost(HOUR)).isEqualTo(HOUR);
		assertThat(Deadline.isOver()).isFalse();
	}

	@Test
	void limitsTimeoutToRemainingTime() {
		Duration left = Deadline.runWithin(Duration.ofMinutes(1), () -> Deadline.atMost(HOUR));
		assertThat(left).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
		assertThat(Deadline.runWithin(HOUR, () -> Deadline.atMost(Duration.ofSeconds(1))))
			.isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void neverExtendsOuterDeadline() {
		Duration left = Deadline.runWithin(Duration.ofMinutes(1),
				() -> Deadline.runWithin(HOUR, () -> Deadline.atMost(HOUR)));
		assertThat(left).isLessThanOrEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void isOverAtZero() {
		assertThat(Deadline.runWithin(Duration.ZERO, Deadline::isOver)).isTrue();
		assertThat(Deadline.runWithin(Duration.ofNanos(-5), () -> Deadline.atMost(HOUR))).isZero();
	}

	@Test
	void isNotInheritedByOtherThreads() throws InterruptedException {
		Duration[] left = new Duration[1];
		Deadline.runWithin(Duration.ZERO, () -> {
			Thread thread = Thread.ofVirtual().start(() -> left[0] = Deadline.atMost(HOUR));
			try {
				thread.join();
			}
			catch (InterruptedException _) {
				Thread.currentThread().interrupt();
			}
			return left;
		});
		assertThat(left[0]).isEqualTo(HOUR);
	}

}
