package io.connectorservice;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits for at most a minute, because tests also run on busy machines.
 */
public final class TestAwait {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private TestAwait() {
	}

	public static ConditionFactory await() {
		return Awaitility.await().atMost(LIMIT);
	}

	public static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("the latch was released").isTrue();
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(interrupted);
		}
	}

}
