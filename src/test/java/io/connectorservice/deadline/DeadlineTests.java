package io.connectorservice.deadline;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTests {

	private static final Duration HOUR = Duration.ofHours(1);

	@Test
	void leavesWorkAloneThatHasNone() {
		assertThat(Deadline.atMost(HOUR)).isEqualTo(HOUR);
		assertThat(Deadline.isOver()).isFalse();
	}

	@Test
	void leavesWhatIsLeft() {
		Duration left = Deadline.within(Duration.ofMinutes(1), () -> Deadline.atMost(HOUR));
		assertThat(left).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
		assertThat(Deadline.within(HOUR, () -> Deadline.atMost(Duration.ofSeconds(1))))
			.isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void isNeverMovedToLater() {
		Duration left = Deadline.within(Duration.ofMinutes(1),
				() -> Deadline.within(HOUR, () -> Deadline.atMost(HOUR)));
		assertThat(left).isLessThanOrEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void endsAtNothing() {
		assertThat(Deadline.within(Duration.ZERO, Deadline::isOver)).isTrue();
		assertThat(Deadline.within(Duration.ofNanos(-5), () -> Deadline.atMost(HOUR))).isZero();
	}

	@Test
	void isNotHandedOn() throws InterruptedException {
		Duration[] left = new Duration[1];
		Deadline.within(Duration.ZERO, () -> {
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
