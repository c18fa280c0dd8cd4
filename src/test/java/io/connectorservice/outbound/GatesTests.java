package io.connectorservice.outbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatesTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@Test
	void letsSoManyInForEachKey() {
		Gates<String> gates = new Gates<>(2, 5);
		assertThat(gates.enter("a", Duration.ZERO)).isTrue();
		assertThat(gates.enter("a", Duration.ZERO)).isTrue();
		assertThat(gates.enter("a", Duration.ofMillis(20))).isFalse();
		assertThat(gates.enter("b", Duration.ZERO)).isTrue();
		gates.leave("a");
		assertThat(gates.enter("a", Duration.ZERO)).isTrue();
	}

	@Test
	void forgetsKeysThatNobodyIsInFor() {
		Gates<String> gates = new Gates<>(1, 5);
		gates.enter("a", Duration.ZERO);
		gates.enter("a", Duration.ZERO);
		gates.enter("b", Duration.ZERO);
		assertThat(gates.known()).isEqualTo(2);
		gates.leave("a");
		gates.leave("b");
		assertThat(gates.known()).isZero();
	}

	@Test
	void letsOnlySoManyWait() throws Exception {
		Gates<String> gates = new Gates<>(1, 1);
		gates.enter("a", Duration.ZERO);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<Boolean> first = threads.submit(() -> gates.enter("a", LONG));
			Future<Boolean> second = threads.submit(() -> gates.enter("a", LONG));
			while (!first.isDone() && !second.isDone()) {
				Thread.onSpinWait();
			}
			assertThat(first.isDone() ? first.get() : second.get()).isFalse();
			gates.leave("a");
			assertThat(first.get() ^ second.get()).isTrue();
		}
	}

	@Test
	void stopsWaitingWhereItIsToldTo() {
		Gates<String> gates = new Gates<>(1, 1);
		gates.enter("a", Duration.ZERO);
		Thread.currentThread().interrupt();
		assertThat(gates.enter("a", LONG)).isFalse();
		assertThat(Thread.interrupted()).isTrue();
		gates.leave("a");
		assertThat(gates.known()).isZero();
	}

	@Test
	void neverLetsMoreInHoweverTheyCome() throws Exception {
		Gates<String> gates = new Gates<>(3, 1000);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<Future<?>> all = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 500; i++) {
				all.add(threads.submit(() -> {
					assertThat(gates.enter("a", LONG)).isTrue();
					most.accumulateAndGet(inside.incrementAndGet(), Math::max);
					Thread.yield();
					inside.decrementAndGet();
					gates.leave("a");
				}));
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		assertThat(most.get()).isLessThanOrEqualTo(3);
		assertThat(gates.known()).isZero();
	}

}
