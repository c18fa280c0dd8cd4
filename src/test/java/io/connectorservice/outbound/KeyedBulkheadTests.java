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

class KeyedBulkheadTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@Test
	void limitsConcurrencyPerKey() {
		KeyedBulkhead<String> keyedBulkhead = new KeyedBulkhead<>(2, 5);
		assertThat(keyedBulkhead.tryAcquire("a", Duration.ZERO)).isTrue();
		assertThat(keyedBulkhead.tryAcquire("a", Duration.ZERO)).isTrue();
		assertThat(keyedBulkhead.tryAcquire("a", Duration.ofMillis(20))).isFalse();
		assertThat(keyedBulkhead.tryAcquire("b", Duration.ZERO)).isTrue();
		keyedBulkhead.release("a");
		assertThat(keyedBulkhead.tryAcquire("a", Duration.ZERO)).isTrue();
	}

	@Test
	void removesIdleKeys() {
		KeyedBulkhead<String> keyedBulkhead = new KeyedBulkhead<>(1, 5);
		keyedBulkhead.tryAcquire("a", Duration.ZERO);
		keyedBulkhead.tryAcquire("a", Duration.ZERO);
		keyedBulkhead.tryAcquire("b", Duration.ZERO);
		assertThat(keyedBulkhead.countKeys()).isEqualTo(2);
		keyedBulkhead.release("a");
		keyedBulkhead.release("b");
		assertThat(keyedBulkhead.countKeys()).isZero();
	}

	@Test
	void limitsWaitingCallers() throws Exception {
		KeyedBulkhead<String> keyedBulkhead = new KeyedBulkhead<>(1, 1);
		keyedBulkhead.tryAcquire("a", Duration.ZERO);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<Boolean> first = threads.submit(() -> keyedBulkhead.tryAcquire("a", LONG));
			Future<Boolean> second = threads.submit(() -> keyedBulkhead.tryAcquire("a", LONG));
			while (!first.isDone() && !second.isDone()) {
				Thread.onSpinWait();
			}
			assertThat(first.isDone() ? first.get() : second.get()).isFalse();
			keyedBulkhead.release("a");
			assertThat(first.get() ^ second.get()).isTrue();
		}
	}

	@Test
	void stopsWaitingWhenInterrupted() {
		KeyedBulkhead<String> keyedBulkhead = new KeyedBulkhead<>(1, 1);
		keyedBulkhead.tryAcquire("a", Duration.ZERO);
		Thread.currentThread().interrupt();
		assertThat(keyedBulkhead.tryAcquire("a", LONG)).isFalse();
		assertThat(Thread.interrupted()).isTrue();
		keyedBulkhead.release("a");
		assertThat(keyedBulkhead.countKeys()).isZero();
	}

	@Test
	void neverExceedsLimitUnderConcurrency() throws Exception {
		KeyedBulkhead<String> keyedBulkhead = new KeyedBulkhead<>(3, 1000);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<Future<?>> all = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 500; i++) {
				all.add(threads.submit(() -> {
					assertThat(keyedBulkhead.tryAcquire("a", LONG)).isTrue();
					most.accumulateAndGet(inside.incrementAndGet(), Math::max);
					Thread.yield();
					inside.decrementAndGet();
					keyedBulkhead.release("a");
				}));
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		assertThat(most.get()).isLessThanOrEqualTo(3);
		assertThat(keyedBulkhead.countKeys()).isZero();
	}

}
