package io.connectorservice.secret.vault;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.TestAwait;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.TestSecrets;
import io.connectorservice.secret.vault.VaultDouble.Fault;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ConcurrentTestClass
class VaultSessionIntegrationTests {

	private final AtomicLong nanos = new AtomicLong();

	private final VaultDouble vault = new VaultDouble();

	private final VaultSettings settings = new Binder(new MapConfigurationPropertySource(
			TestVaults.with(TestVaults.withAppRole(this.vault), "vault.read-timeout", "5s")))
		.bind("connector.vault", VaultSettings.class)
		.get();

	private final VaultSession session = session(this.settings);

	private final VaultCallExecutor calls = new VaultCallExecutor(this.session, Duration.ofSeconds(20), Duration.ZERO,
			this.nanos::get, new VaultMetrics(new SimpleMeterRegistry()));

	private final SecretStore store = store(this.session);

	private final SecretPath path = TestSecrets.paths().buildOwnPath(new TenantId(UUID.randomUUID()), "a");

	private VaultSession session(VaultSettings settings) {
		RestTemplate rest = new RedactingRestTemplate(new VaultClientFactory(settings).createBuilder().build());
		return new VaultSession(VaultLogin.fromSettings(settings), rest, Duration.ofMillis(200), this.nanos::get);
	}

	private SecretStore store(VaultSession session) {
		VaultTemplate vault = new VaultTemplate(new VaultClientFactory(this.settings).createBuilder(), session);
		return new VaultSecretStore(vault, "kv", new VaultProbe(vault, session, TestSecrets.settings()), this.calls);
	}

	@AfterEach
	void close() {
		this.calls.close();
		this.session.close();
		this.vault.close();
	}

	@Test
	void logsInAgainAfterTokenIsRevoked() {
		this.vault.store(this.path.documentPath(), Map.of("value", "s3cret"));
		assertThat(this.store.read(this.path)).isPresent();
		this.vault.revokeTokens();
		assertUnavailable();
		later();
		assertThat(this.store.read(this.path)).isPresent();
		assertThat(this.vault.calls("login")).hasSize(2);
	}

	@Test
	void logsInOnceForConcurrentCallsAfterRevocation() throws Exception {
		this.vault.store(this.path.documentPath(), Map.of("value", "s3cret"));
		for (int round = 1; round <= 5; round++) {
			assertThat(this.store.read(this.path)).isPresent();
			this.vault.revokeTokens();
			later();
			List<Callable<Boolean>> reads = Collections.nCopies(30, () -> this.store.read(this.path).isPresent());
			try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
				for (Future<Boolean> read : readers.invokeAll(reads)) {
					assertThat(read.get()).isTrue();
				}
			}
			assertThat(this.vault.calls("login")).hasSize(round + 1);
		}
	}

	@Test
	void retriesWithLoginOfAnotherCall() {
		this.vault.store(this.path.documentPath(), Map.of("value", "s3cret"));
		VaultSession.Login old = this.session.currentLogin();
		assertThat(this.store.read(this.path)).isPresent();
		later();
		assertThat(this.session.discardLogin(old)).isTrue();
		assertThat(this.session.discardLogin(old)).as("a new one is there, young as it is").isTrue();
		assertThat(this.session.discardLogin(this.session.currentLogin())).as("the new one is too young").isFalse();
	}

	@Test
	void doesNotRepeatLoginWhenVaultDenies() {
		later();
		this.vault.fail(Fault.DENIED, "kv/");
		for (int i = 0; i < 10; i++) {
			assertUnavailable();
		}
		assertThat(this.vault.calls("login")).hasSize(2);
	}

	@Test
	void doesNotReplaceConfiguredToken() {
		VaultSettings given = new Binder(new MapConfigurationPropertySource(TestVaults.withToken(this.vault)))
			.bind("connector.vault", VaultSettings.class)
			.get();
		try (VaultSession session = session(given)) {
			later();
			assertThat(session.discardLogin(session.currentLogin())).isFalse();
		}
	}

	@Test
	void limitsWaitForAnotherLogin() throws InterruptedException {
		this.vault.fail(Fault.SLOW, "login");
		Thread first = Thread.ofVirtual().start(this::assertUnavailable);
		TestAwait.await().pollInterval(Duration.ofMillis(5)).until(() -> !this.vault.calls("login").isEmpty());
		assertUnavailable();
		first.join();
		assertThat(this.vault.calls("login")).hasSize(1);
	}

	@Test
	void stopsWaitingWhenInterrupted() {
		Thread.currentThread().interrupt();
		assertUnavailable();
		assertThat(Thread.interrupted()).isTrue();
	}

	private void later() {
		this.nanos.addAndGet(Duration.ofSeconds(11).toNanos());
	}

	private void assertUnavailable() {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.store.read(this.path))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE));
	}

}
