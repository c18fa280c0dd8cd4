package io.connectorservice.secret.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.TestAwait;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.Secrets;
import io.connectorservice.secret.TestSecrets;
import io.connectorservice.secret.vault.VaultDouble.Call;
import io.connectorservice.secret.vault.VaultDouble.Fault;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ConcurrentTestClass
class VaultWireIntegrationTests {

	private final VaultDouble vault = new VaultDouble();

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@TempDir
	Path folder;

	@AfterEach
	void close() {
		this.context.close();
		this.vault.close();
	}

	private Secrets start(Map<String, String> settings, String... more) {
		this.context.close();
		this.context = TestVaults.start(TestVaults.with(settings, more));
		return this.context.getBean(Secrets.class);
	}

	/** With short waits where Vault takes too long, else with long ones. */
	private Secrets startFor(Fault fault, Map<String, String> settings) {
		String wait = (fault == Fault.SLOW || fault == Fault.DRIP) ? "2s" : "20s";
		return start(settings, "vault.read-timeout", wait, "vault.call-timeout", wait, "secret.cache-ttl", "0s");
	}

	private SecretPath storeSecret(Secrets secrets, String value) {
		SecretPath path = secrets.parsePath(this.tenant, "kv/data/tenant_" + this.tenant + "/service/api#key");
		this.vault.store(path.documentPath(), Map.of("key", value));
		return path;
	}

	@Test
	void looksUpNonExpiringTokenOnce() {
		Secrets secrets = start(TestVaults.withToken(this.vault));
		SecretPath path = storeSecret(secrets, "s3cret");
		IntStream.range(0, 20).forEach((i) -> assertThat(secrets.requireFresh(path).reveal()).isEqualTo("s3cret"));
		assertThat(this.vault.calls("auth/")).extracting(Call::path).containsExactly("/v1/auth/token/lookup-self");
		assertThat(this.vault.calls("kv/")).hasSize(20)
			.allSatisfy((call) -> assertThat(call.path()).isEqualTo("/v1/" + path.documentPath()))
			.allSatisfy((call) -> assertThat(call.headers()).containsEntry("x-vault-token", VaultDouble.ROOT_TOKEN)
				.doesNotContainKey("x-vault-namespace"));
	}

	@Test
	void doesNotCallVaultAtStart() {
		start(TestVaults.withAppRole(this.vault));
		assertThat(this.vault.calls()).isEmpty();
	}

	@Test
	void startsWhileVaultIsDownAndRecovers() {
		this.vault.fail(Fault.DROP);
		Secrets secrets = start(TestVaults.withAppRole(this.vault));
		SecretPath path = storeSecret(secrets, "s3cret");
		assertUnavailable(secrets, path);
		this.vault.recover();
		assertThat(secrets.require(path).reveal()).isEqualTo("s3cret");
	}

	@Test
	void logsInByAppRole() {
		Secrets secrets = start(TestVaults.withAppRole(this.vault));
		assertThat(secrets.require(storeSecret(secrets, "s3cret")).reveal()).isEqualTo("s3cret");
		Call login = this.vault.calls("auth/approle/login").getFirst();
		assertThat(json(login)).isEqualTo(Map.of("role_id", VaultDouble.ROLE_ID, "secret_id", VaultDouble.SECRET_ID));
		assertThat(login.headers()).doesNotContainKey("x-vault-token");
	}

	@Test
	void logsInByKubernetesWithServiceAccountToken() throws IOException {
		Path file = Files.writeString(this.folder.resolve("token"), VaultDouble.K8S_TOKEN + "\n");
		Secrets secrets = start(TestVaults.withKubernetes(this.vault, file));
		assertThat(secrets.require(storeSecret(secrets, "s3cret")).reveal()).isEqualTo("s3cret");
		assertThat(json(this.vault.calls("auth/kubernetes/login").getFirst()))
			.isEqualTo(Map.of("role", VaultDouble.K8S_ROLE, "jwt", VaultDouble.K8S_TOKEN));
	}

	@Test
	void isUnavailableWithoutServiceAccountToken() {
		Secrets secrets = start(TestVaults.withKubernetes(this.vault, this.folder.resolve("absent")));
		assertUnavailable(secrets, storeSecret(secrets, "s3cret"));
	}

	@Test
	void logsInWhereTheMethodIsMounted() {
		Secrets secrets = start(TestVaults.withAppRole(this.vault), "vault.auth-mount", "team/approle");
		secrets.require(storeSecret(secrets, "s3cret"));
		assertThat(this.vault.calls("auth/").getFirst().path()).isEqualTo("/v1/auth/team/approle/login");
	}

	@Test
	void namesTheNamespaceInLoginAndReadButNotInHealth() {
		this.vault.namespace("team-a");
		Secrets secrets = start(TestVaults.withAppRole(this.vault), "vault.namespace", "team-a");
		secrets.require(storeSecret(secrets, "s3cret"));
		health();
		assertThat(this.vault.calls("auth/").getFirst().headers()).containsEntry("x-vault-namespace", "team-a");
		assertThat(this.vault.calls("kv/").getFirst().headers()).containsEntry("x-vault-namespace", "team-a");
		assertThat(this.vault.calls("sys/").getFirst().headers().getOrDefault("x-vault-namespace", "")).isEmpty();
	}

	@Test
	void sendsTheVersionThatAWriteReplaces() {
		Secrets secrets = start(TestVaults.withToken(this.vault));
		SecretPath path = storeSecret(secrets, "old");
		secrets.put(Map.of(path, Secret.of("new")));
		List<Call> writes = this.vault.calls("kv/").stream().filter((call) -> !call.method().equals("GET")).toList();
		assertThat(writes).hasSize(1);
		assertThat(json(writes.getFirst()))
			.isEqualTo(Map.of("options", Map.of("cas", 1), "data", Map.of("key", "new")));
	}

	@Test
	void removesAllVersionsByTheMetadata() {
		Secrets secrets = start(TestVaults.withToken(this.vault));
		SecretPath path = storeSecret(secrets, "old");
		secrets.remove(path);
		assertThat(this.vault.calls("kv/metadata/")).extracting(Call::method, Call::path)
			.containsExactly(org.assertj.core.groups.Tuple.tuple("DELETE",
					"/v1/" + path.documentPath().replace("/data/", "/metadata/")));
		assertThat(this.vault.paths()).isEmpty();
	}

	@Test
	void treatsDeletedVersionAsMissing() {
		Secrets secrets = start(TestVaults.withToken(this.vault));
		SecretPath path = storeSecret(secrets, "old");
		this.vault.deleteLatest(path.documentPath());
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> secrets.require(path))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_MISSING));
		secrets.put(Map.of(path, Secret.of("again")));
		assertThat(secrets.require(path).reveal()).isEqualTo("again");
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "STANDBY", "UNINITIALIZED" }, mode = EnumSource.Mode.EXCLUDE)
	void isUnavailableDuringFaultAndRecovers(Fault fault) {
		Secrets secrets = startFor(fault, TestVaults.withToken(this.vault));
		SecretPath path = storeSecret(secrets, "s3cret");
		secrets.require(path);
		this.vault.fail(fault);
		assertUnavailable(secrets, path);
		ProblemException denied = catchThrowableOfType(ProblemException.class,
				() -> secrets.put(Map.of(path, Secret.of("n3w"))));
		assertThat(denied.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE);
		SecretStore store = this.context.getBean(SecretStore.class);
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> store.write(path, SecretDocument.ABSENT.with("key", Secret.of("n3w"))));
		this.vault.recover();
		assertThat(secrets.require(path).reveal()).isEqualTo("s3cret");
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "STANDBY", "UNINITIALIZED" }, mode = EnumSource.Mode.EXCLUDE)
	void isUnavailableDuringLoginFailureAndRecovers(Fault fault) {
		Secrets secrets = startFor(fault, TestVaults.withAppRole(this.vault));
		SecretPath path = storeSecret(secrets, "s3cret");
		this.vault.fail(fault, "auth/");
		assertUnavailable(secrets, path);
		this.vault.recover();
		assertThat(secrets.require(path).reveal()).isEqualTo("s3cret");
	}

	@ParameterizedTest
	@EnumSource(names = { "SEALED", "DENIED", "INTERNAL_ERROR", "REDIRECT", "SLOW", "DROP" })
	void reportsFailedRemoval(Fault fault) {
		Secrets secrets = startFor(fault, TestVaults.withToken(this.vault));
		SecretPath path = storeSecret(secrets, "s3cret");
		this.vault.fail(fault, "kv/metadata/");
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> secrets.remove(path))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE));
	}

	@Test
	void doesNotFollowRedirectsWithCredentials() {
		try (VaultDouble other = new VaultDouble()) {
			this.vault.redirectTo(other.address() + "/v1/kv/data/elsewhere");
			Secrets secrets = start(TestVaults.withAppRole(this.vault));
			SecretPath path = storeSecret(secrets, "s3cret");
			this.vault.fail(Fault.REDIRECT, "auth/");
			assertUnavailable(secrets, path);
			this.vault.fail(Fault.REDIRECT, "kv/");
			assertUnavailable(secrets, path);
			this.vault.fail(Fault.REDIRECT, "sys/health");
			assertThat(health().getStatus().getCode()).isEqualTo("DOWN");
			assertThat(other.calls()).isEmpty();
		}
	}

	@Test
	void limitsWaitOfConcurrentCallers() throws Exception {
		Secrets secrets = startFor(Fault.SLOW, TestVaults.withAppRole(this.vault));
		SecretPath path = storeSecret(secrets, "s3cret");
		this.vault.fail(Fault.SLOW);
		// one after another they would take forty seconds
		Instant begin = Instant.now();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 20; i++) {
				SecretPath one = path.withField("field" + i);
				executor.submit(() -> assertUnavailable(secrets, one));
			}
		}
		assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
	}

	@Test
	void respectsCallersDeadlineWithoutOpeningCircuit() {
		Secrets secrets = start(TestVaults.withToken(this.vault), "vault.pause", "60s", "secret.cache-ttl", "0s");
		SecretPath path = storeSecret(secrets, "s3cret");
		this.vault.fail(Fault.SLOW);
		Instant begin = Instant.now();
		for (int i = 0; i < 5; i++) {
			Deadline.runWithin(Duration.ofMillis(100), () -> {
				assertUnavailable(secrets, path);
				return true;
			});
		}
		assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
		this.vault.recover();
		assertThat(secrets.require(path).reveal()).isEqualTo("s3cret");
	}

	@Test
	void pausesCallsAfterSeveralFailures() {
		Secrets secrets = start(TestVaults.withToken(this.vault), "vault.pause", "4s", "secret.cache-ttl", "0s");
		SecretPath path = storeSecret(secrets, "s3cret");
		this.vault.fail(Fault.SEALED);
		for (int i = 0; i < 10; i++) {
			assertUnavailable(secrets, path);
		}
		assertThat(this.vault.calls()).hasSize(3);
		this.vault.recover();
		TestAwait.await().ignoreExceptions().until(() -> secrets.require(path).reveal().equals("s3cret"));
	}

	@Test
	void doesNotPauseCallsAfterRefusals() {
		Secrets secrets = start(TestVaults.withToken(this.vault), "vault.pause", "60s");
		SecretPath path = storeSecret(secrets, "s3cret");
		this.vault.fail(Fault.DENIED, "denied");
		SecretPath denied = secrets.parsePath(this.tenant, "kv/data/tenant_" + this.tenant + "/denied");
		for (int i = 0; i < 5; i++) {
			assertUnavailable(secrets, denied);
		}
		assertThat(secrets.require(path).reveal()).isEqualTo("s3cret");
	}

	@Test
	void renewsTokenBeforeExpiry() throws Exception {
		this.vault.lease(Duration.ofSeconds(9));
		Secrets secrets = start(TestVaults.withAppRole(this.vault));
		secrets.require(storeSecret(secrets, "s3cret"));
		assertThat(this.vault.calls("auth/approle/login")).hasSize(1);
		TestAwait.await().until(() -> !this.vault.calls("auth/token/renew-self").isEmpty());
		assertThat(this.vault.calls("auth/token/renew-self").getFirst().headers()).containsKey("x-vault-token");
	}

	@Test
	void revokesOwnTokenAtShutdown() {
		Secrets secrets = start(TestVaults.withAppRole(this.vault));
		secrets.require(storeSecret(secrets, "s3cret"));
		String token = this.vault.calls("kv/").getFirst().headers().get("x-vault-token");
		this.context.close();
		assertThat(this.vault.holds(String.valueOf(token))).isFalse();
	}

	@Test
	void keepsConfiguredTokenAtShutdown() {
		Secrets secrets = start(TestVaults.withToken(this.vault));
		secrets.require(storeSecret(secrets, "s3cret"));
		this.context.close();
		assertThat(this.vault.calls("revoke")).isEmpty();
		assertThat(this.vault.holds(VaultDouble.ROOT_TOKEN)).isTrue();
	}

	@Test
	void usesTokenWithoutLookupPermission() {
		this.vault.fail(Fault.DENIED, "lookup-self");
		Secrets secrets = start(TestVaults.withToken(this.vault));
		assertThat(secrets.require(storeSecret(secrets, "s3cret")).reveal()).isEqualTo("s3cret");
	}

	@Test
	void retriesTokenLookupUntilLeaseIsKnown() {
		Secrets secrets = start(TestVaults.withToken(this.vault));
		SecretPath path = storeSecret(secrets, "s3cret");
		this.vault.fail(Fault.INTERNAL_ERROR, "lookup-self");
		assertUnavailable(secrets, path);
		this.vault.recover();
		assertThat(secrets.require(path).reveal()).isEqualTo("s3cret");
	}

	@ParameterizedTest
	@EnumSource
	void reportsVaultHealth(Fault fault) {
		startFor(fault, TestVaults.withToken(this.vault));
		this.vault.fail(fault);
		Health health = health();
		Map<Fault, String> expected = Map.of(Fault.NONE, "UP {state=active}", Fault.STANDBY, "UP {state=standby}",
				Fault.SEALED, "DOWN {state=sealed}", Fault.UNINITIALIZED, "DOWN {state=uninitialized}");
		assertThat(health.getStatus() + " " + health.getDetails())
			.isEqualTo(expected.getOrDefault(fault, "DOWN {state=unreachable}"));
	}

	@Test
	void reportsHealthDownWhenVaultDenies() {
		start(Map.of("connector.vault.addr", this.vault.address(), "connector.vault.token", "hvs.not-a-token"));
		assertThat(health().getDetails()).containsEntry("state", "denied");
		start(Map.of("connector.vault.addr", this.vault.address(), "connector.vault.role-id", VaultDouble.ROLE_ID,
				"connector.vault.secret-id", "a-destroyed-secret-id"));
		assertThat(health().getDetails()).containsEntry("state", "login_refused");
		start(TestVaults.withToken(this.vault));
		assertThat(health().getStatus().getCode()).isEqualTo("UP");
	}

	@Test
	void writesNothingToAMountOfTheFirstVersion() {
		this.vault.tellVersion("1");
		Secrets secrets = start(TestVaults.withToken(this.vault));
		SecretPath path = TestSecrets.paths().buildOwnPath(new TenantId(UUID.randomUUID()), "a");
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> secrets.put(Map.of(path, Secret.of("new"))))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE));
		assertThat(this.vault.paths()).isEmpty();
		assertThat(health().getDetails()).containsEntry("state", "kv_version_1");
		this.vault.tellVersion("2");
		secrets.put(Map.of(path, Secret.of("new")));
		assertThat(this.vault.paths()).hasSize(1);
	}

	private Health health() {
		return java.util.Objects
			.requireNonNull(this.context.getBean("vaultHealthIndicator", HealthIndicator.class).health());
	}

	private static Map<?, ?> json(Call call) {
		return new JsonMapper().readValue(call.body(), Map.class);
	}

	private static void assertUnavailable(Secrets secrets, SecretPath path) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> secrets.require(path))
			.satisfies((problem) -> {
				assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE);
				assertThat(problem.retryAfter()).isNotNull();
				assertThat(problem.detail()).doesNotContain("http", "127.0.0.1", "hunter2");
			});
	}

}
