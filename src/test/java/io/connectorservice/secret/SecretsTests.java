package io.connectorservice.secret;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SecretsTests {

	private final AtomicLong nanos = new AtomicLong();

	private final InMemorySecretStore store = new InMemorySecretStore();

	private final Secrets secrets = TestSecrets.of(this.store, Duration.ofSeconds(10), this.nanos::get);

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private SecretPath path(String name) {
		return this.secrets.parsePath(this.tenant, "kv/data/tenant_" + this.tenant + "/" + name);
	}

	private void storeDocument(String name, Map<String, @Nullable Object> fields) {
		int version = this.store.read(path(name)).map(SecretDocument::version).orElse(0);
		this.store.write(path(name), new SecretDocument(fields, version));
	}

	@Test
	void readsNamedField() {
		storeDocument("a", Map.of("x", "1", "value", "2"));
		assertThat(this.secrets.require(path("a#x")).reveal()).isEqualTo("1");
	}

	@Test
	void readsFieldCalledValueByDefault() {
		storeDocument("a", Map.of("x", "1", "value", "2"));
		assertThat(this.secrets.require(path("a")).reveal()).isEqualTo("2");
	}

	@Test
	void readsOnlyFieldByDefault() {
		storeDocument("a", Map.of("x", "1"));
		assertThat(this.secrets.require(path("a")).reveal()).isEqualTo("1");
	}

	@Test
	void readsNumbersAndBooleansAsText() {
		storeDocument("a", Map.of("port", 5432, "large", 1e21, "half", 0.5, "on", true));
		assertThat(List.of("port", "large", "half", "on"))
			.map((field) -> this.secrets.require(path("a#" + field)).reveal())
			.containsExactly("5432", "1000000000000000000000", "0.5", "true");
	}

	@Test
	void namesThePathOfAMissingSecret() {
		storeDocument("empty", Map.of());
		storeDocument("other", Map.of("x", "content"));
		for (String name : List.of("none", "none#x", "empty", "other#y")) {
			assertProblem(ProblemCode.SECRET_MISSING, name);
		}
	}

	@Test
	void namesThePathOfAnUnusableSecretAndNeverItsContent() {
		Map<String, @Nullable Object> fields = new HashMap<>();
		fields.put("list", List.of("content"));
		fields.put("object", Map.of("content", "content"));
		fields.put("null", null);
		fields.put("nan", Double.NaN);
		storeDocument("odd", fields);
		storeDocument("several", Map.of("x", "content", "y", "content"));
		storeDocument("nested", Map.of("x", List.of("content")));
		for (String name : List.of("odd#list", "odd#object", "odd#null", "odd#nan", "several", "nested")) {
			assertProblem(ProblemCode.SECRET_UNUSABLE, name);
		}
	}

	private void assertProblem(ProblemCode code, String name) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.secrets.require(path(name)))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(code))
			.satisfies((problem) -> assertThat(problem.detail()).contains(path(name).text()).doesNotContain("content"));
	}

	@Test
	void readsStoreOnceWithinCacheTtl() {
		storeDocument("a", Map.of("x", "1"));
		int before = this.store.reads().size();
		this.secrets.require(path("a"));
		this.nanos.addAndGet(Duration.ofSeconds(9).toNanos());
		this.secrets.require(path("a"));
		assertThat(this.store.reads()).hasSize(before + 1);
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		this.secrets.require(path("a"));
		assertThat(this.store.reads()).hasSize(before + 2);
	}

	@Test
	void readsStoreEveryTimeWithoutCache() {
		Secrets uncached = TestSecrets.of(this.store, Duration.ZERO, this.nanos::get);
		storeDocument("a", Map.of("x", "1"));
		int before = this.store.reads().size();
		uncached.require(path("a"));
		uncached.require(path("a"));
		assertThat(this.store.reads()).hasSize(before + 2);
	}

	@Test
	void bypassesAndRefreshesCache() {
		storeDocument("a", Map.of("x", "1"));
		this.secrets.require(path("a"));
		storeDocument("a", Map.of("x", "2"));
		assertThat(this.secrets.require(path("a")).reveal()).isEqualTo("1");
		assertThat(this.secrets.requireFresh(path("a")).reveal()).isEqualTo("2");
		assertThat(this.secrets.require(path("a")).reveal()).isEqualTo("2");
	}

	@Test
	void servesFromTheCacheWhileTheStoreIsDown() {
		storeDocument("a", Map.of("x", "1"));
		this.secrets.require(path("a"));
		this.store.fail(SecretStore.unavailableException("down"));
		assertThat(this.secrets.require(path("a")).reveal()).isEqualTo("1");
	}

	@Test
	void doesNotCacheFailure() {
		storeDocument("a", Map.of("x", "1"));
		this.store.fail(SecretStore.unavailableException("down"));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.secrets.require(path("a")));
		this.store.fail(null);
		assertThat(this.secrets.require(path("a")).reveal()).isEqualTo("1");
	}

	@Test
	void readsOwnWritesImmediately() {
		storeDocument("a", Map.of("x", "1", "keep", true));
		this.secrets.require(path("a#x"));
		this.secrets.put(Map.of(path("a#x"), Secret.of("2"), path("a#y"), Secret.of("3"), path("b"), Secret.of("4")));
		assertThat(this.secrets.require(path("a#x")).reveal()).isEqualTo("2");
		assertThat(this.secrets.require(path("b")).reveal()).isEqualTo("4");
		assertThat(this.store.read(path("a")).orElseThrow())
			.isEqualTo(new SecretDocument(Map.of("x", "2", "y", "3", "keep", true), 2));
	}

	@Test
	void readsOwnWritesThroughPathWithoutField() {
		storeDocument("a", Map.of("x", "1"));
		assertThat(this.secrets.require(path("a")).reveal()).isEqualTo("1");
		this.secrets.put(Map.of(path("a#x"), Secret.of("2")));
		assertThat(this.secrets.require(path("a")).reveal()).isEqualTo("2");
	}

	@Test
	void retriesAfterConcurrentWrite() {
		Secrets raced = TestSecrets.of(new Raced(this.store, 4));
		raced.put(Map.of(path("a#x"), Secret.of("mine")));
		assertThat(this.store.read(path("a")).orElseThrow().fields()).containsEntry("x", "mine")
			.containsEntry("other", "4");
		Secrets lost = TestSecrets.of(new Raced(this.store, 99));
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> lost.put(Map.of(path("a#x"), Secret.of("late"))))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> lost.remove(path("a#x")));
	}

	@Test
	void removesOneFieldAndKeepsTheOthers() {
		storeDocument("a", Map.of("x", "1", "y", "2"));
		this.secrets.require(path("a#x"));
		this.secrets.remove(path("a#x"));
		assertProblem(ProblemCode.SECRET_MISSING, "a#x");
		assertThat(this.secrets.require(path("a#y")).reveal()).isEqualTo("2");
	}

	@Test
	void removesTheDocumentWithItsLastField() {
		storeDocument("a", Map.of("x", "1"));
		this.secrets.remove(path("a"));
		assertThat(this.store.read(path("a"))).isEmpty();
	}

	@Test
	void ignoresRemovalOfMissingField() {
		storeDocument("a", Map.of("x", "1"));
		this.secrets.remove(path("none"));
		this.secrets.remove(path("a#y"));
		assertThat(this.secrets.require(path("a#x")).reveal()).isEqualTo("1");
	}

	@Test
	void loadsOnceForConcurrentCallers() throws Exception {
		Gated gated = new Gated(this.store);
		Secrets waiting = TestSecrets.of(gated);
		storeDocument("a", Map.of("x", "1"));
		List<Future<Secret>> answers = new ArrayList<>();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			IntStream.range(0, 50).forEach((i) -> answers.add(executor.submit(() -> waiting.require(path("a")))));
			gated.entered.await();
			gated.open.countDown();
		}
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.resultNow().reveal()).isEqualTo("1"));
		assertThat(gated.loads.get()).isEqualTo(1);
	}

	@Test
	void failsEveryWaitingCaller() throws Exception {
		Gated gated = new Gated(this.store);
		Secrets waiting = TestSecrets.of(gated);
		List<Future<Secret>> answers = new ArrayList<>();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			IntStream.range(0, 5).forEach((i) -> answers.add(executor.submit(() -> waiting.require(path("none")))));
			gated.entered.await();
			Thread.sleep(50);
			gated.open.countDown();
		}
		assertThat(answers)
			.allSatisfy((answer) -> assertThat(answer.exceptionNow()).isInstanceOf(ProblemException.class));
	}

	@Test
	void doesNotCacheReadOvertakenByWrite() throws Exception {
		Gated gated = new Gated(this.store);
		Secrets overtaken = TestSecrets.of(gated);
		storeDocument("a", Map.of("x", "old"));
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<Secret> reader = executor.submit(() -> overtaken.require(path("a#x")));
			gated.entered.await();
			gated.bypass = true;
			overtaken.put(Map.of(path("a#x"), Secret.of("new")));
			gated.open.countDown();
			assertThat(reader.get().reveal()).isEqualTo("old");
		}
		assertThat(overtaken.require(path("a#x")).reveal()).isEqualTo("new");
	}

	@Test
	void doesNotCacheReadOvertakenByRefresh() {
		SecretCache cache = new SecretCache(Duration.ofSeconds(10), 10, this.nanos::get, new SimpleMeterRegistry());
		SecretPath path = path("a");
		Secret slow = cache.get(path, (first) -> {
			cache.evict(path);
			Secret fresh = cache.refresh(path, (second) -> Secret.of("new"));
			assertThat(fresh.reveal()).isEqualTo("new");
			return Secret.of("old");
		});
		assertThat(slow.reveal()).isEqualTo("old");
		assertThat(cache.get(path, (third) -> Secret.of("unused")).reveal()).isEqualTo("new");
	}

	@Test
	void doesNotPrintDocumentContent() {
		assertThat(SecretDocument.ABSENT.with("a", Secret.of("content"))).hasToString("SecretDocument[version=0]");
	}

	/** Somebody else writes before each of the first writes. */
	private static final class Raced implements SecretStore {

		private final SecretStore store;

		private int times;

		Raced(SecretStore store, int times) {
			this.store = store;
			this.times = times;
		}

		@Override
		public Optional<SecretDocument> read(SecretPath path) {
			return this.store.read(path);
		}

		@Override
		public boolean write(SecretPath path, SecretDocument document) {
			if (this.times-- > 0) {
				SecretDocument latest = read(path).orElse(SecretDocument.ABSENT);
				this.store.write(path, latest.with("other", Secret.of(String.valueOf(latest.version() + 1))));
			}
			return this.store.write(path, document);
		}

		@Override
		public void delete(SecretPath path) {
			this.store.delete(path);
		}

	}

	/** Holds reads, after they have read, until it is opened. */
	private static final class Gated implements SecretStore {

		private final SecretStore store;

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch open = new CountDownLatch(1);

		private final AtomicLong loads = new AtomicLong();

		private volatile boolean bypass;

		Gated(SecretStore store) {
			this.store = store;
		}

		@Override
		public Optional<SecretDocument> read(SecretPath path) {
			this.loads.incrementAndGet();
			Optional<SecretDocument> read = this.store.read(path);
			this.entered.countDown();
			try {
				if (!this.bypass) {
					this.open.await();
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return read;
		}

		@Override
		public boolean write(SecretPath path, SecretDocument document) {
			return this.store.write(path, document);
		}

		@Override
		public void delete(SecretPath path) {
			this.store.delete(path);
		}

	}

}
