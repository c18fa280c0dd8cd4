package io.connectorservice.security;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TenantRateLimiterTests {

	private final AtomicLong now = new AtomicLong(-5);

	private final TenantRateLimiter rates = new TenantRateLimiter(10, 3, this.now::get);

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	private int countAccepted(String tenant, int attempts) {
		return (int) IntStream.range(0, attempts).filter((_) -> this.rates.acquire(tenant).isZero()).count();
	}

	@Test
	void allowsBurstAndReturnsWaitTime() {
		assertThat(countAccepted("a", 3)).isEqualTo(3);
		Duration wait = this.rates.acquire("a");
		assertThat(wait).isEqualTo(Duration.ofMillis(100));
		pass(wait.minusNanos(1));
		assertThat(this.rates.acquire("a")).isEqualTo(Duration.ofNanos(1));
		pass(Duration.ofNanos(1));
		assertThat(this.rates.acquire("a")).isZero();
	}

	@Test
	void refillsUpToBurst() {
		assertThat(countAccepted("a", 10)).isEqualTo(3);
		pass(Duration.ofMillis(200));
		assertThat(countAccepted("a", 10)).isEqualTo(2);
		pass(Duration.ofHours(1));
		assertThat(countAccepted("a", 10)).isEqualTo(3);
	}

	@Test
	void limitsEachTenantSeparately() {
		assertThat(countAccepted("a", 10)).isEqualTo(3);
		assertThat(countAccepted("b", 10)).isEqualTo(3);
	}

	@Test
	void keepsRateOverTime() {
		int taken = 0;
		for (int i = 0; i < 1000; i++) {
			pass(Duration.ofMillis(10));
			taken += countAccepted("a", 2);
		}
		assertThat(taken).isBetween(100, 103);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 1000, 1_000_000 })
	void supportsAnyRate(int perSecond) {
		TenantRateLimiter any = new TenantRateLimiter(perSecond, 1, this.now::get);
		assertThat(any.acquire("a")).isZero();
		assertThat(any.acquire("a")).isPositive();
		pass(Duration.ofSeconds(1));
		assertThat(any.acquire("a")).isZero();
	}

	@Test
	void evictsTenantsWithFullBucket() {
		IntStream.range(0, 1000).forEach((tenant) -> this.rates.acquire("tenant " + tenant));
		assertThat(this.rates.countTrackedTenants()).isEqualTo(1000);
		pass(Duration.ofMillis(301));
		assertThat(this.rates.countTrackedTenants()).isZero();
	}

	@Test
	void limitsNumberOfTrackedTenants() {
		IntStream.range(0, 150_000).forEach((tenant) -> this.rates.acquire("tenant " + tenant));
		assertThat(this.rates.countTrackedTenants()).isEqualTo(100_000);
	}

	@Test
	void enforcesLimitForConcurrentCalls() throws Exception {
		TenantRateLimiter busy = new TenantRateLimiter(1, 100, this.now::get);
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Callable<Boolean>> calls = IntStream.range(0, 1000)
				.<Callable<Boolean>>mapToObj((_) -> () -> busy.acquire("a").isZero())
				.toList();
			int taken = 0;
			for (Future<Boolean> call : callers.invokeAll(calls)) {
				taken += call.get() ? 1 : 0;
			}
			assertThat(taken).isEqualTo(100);
		}
	}

}
