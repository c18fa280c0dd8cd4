package io.connectorservice.invalidation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class InvalidatingCacheTests {

	private final AtomicLong nanos = new AtomicLong();

	private final AtomicReference<Duration> limit = new AtomicReference<>(Duration.ofSeconds(60));

	private final InvalidatingCache<String, String> cache = new InvalidatingCache<>(Duration.ofSeconds(60), 10,
			this.limit::get, this.nanos::get);

	private final AtomicInteger loads = new AtomicInteger();

	@Test
	void cachesLoadedValue() {
		assertThat(get()).isEqualTo("1");
		this.nanos.addAndGet(Duration.ofSeconds(59).toNanos());
		assertThat(get()).isEqualTo("1");
	}

	@Test
	void expiresEntriesByCurrentLimit() {
		assertThat(get()).isEqualTo("1");
		this.nanos.addAndGet(Duration.ofSeconds(5).toNanos());
		this.limit.set(Duration.ofSeconds(5));
		assertThat(get()).isEqualTo("2");
	}

	@Test
	void measuresAgeFromStartOfLoad() {
		this.cache.get("key", (_) -> {
			this.nanos.addAndGet(Duration.ofSeconds(60).toNanos());
			return "old";
		});
		assertThat(get()).isEqualTo("1");
	}

	@Test
	void doesNotCacheFailure() {
		assertThatIllegalStateException().isThrownBy(() -> this.cache.get("key", (_) -> {
			throw new IllegalStateException();
		}));
		assertThat(get()).isEqualTo("1");
	}

	/**
	 * How a change comes in.
	 */
	enum Forgetting {

		ONE((cache) -> cache.evict("key")), ALL((cache) -> cache.evictAll((_) -> true));

		private final Consumer<InvalidatingCache<String, String>> way;

		Forgetting(Consumer<InvalidatingCache<String, String>> way) {
			this.way = way;
		}

	}

	@ParameterizedTest
	@EnumSource
	void doesNotCacheLoadOvertakenByChange(Forgetting forgetting) throws Exception {
		CountDownLatch loading = new CountDownLatch(1);
		CompletableFuture<String> before = new CompletableFuture<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var early = threads.submit(() -> this.cache.get("key", (_) -> {
				loading.countDown();
				return before.join();
			}));
			assertThat(loading.await(60, TimeUnit.SECONDS)).isTrue();
			forgetting.way.accept(this.cache);
			before.complete("from before the change");
			assertThat(early.get(60, TimeUnit.SECONDS)).isEqualTo("from before the change");
		}
		assertThat(get()).isEqualTo("1");
	}

	@Test
	void loadsAgainWithoutWaitingForOvertakenLoad() throws Exception {
		CountDownLatch loading = new CountDownLatch(1);
		CompletableFuture<String> before = new CompletableFuture<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var early = threads.submit(() -> this.cache.get("key", (_) -> {
				loading.countDown();
				return before.join();
			}));
			assertThat(loading.await(60, TimeUnit.SECONDS)).isTrue();
			this.cache.evict("key");
			assertThat(get()).isEqualTo("1");
			before.complete("from before the change");
			early.get(60, TimeUnit.SECONDS);
		}
		assertThat(get()).isEqualTo("1");
	}

	private String get() {
		return this.cache.get("key", (_) -> String.valueOf(this.loads.incrementAndGet()));
	}

}
