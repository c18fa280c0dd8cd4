package io.connectorservice.secret.vault;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tls.TestAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Vault whose certificate an authority of the operator's own has signed.
 */
class VaultTlsIntegrationTests {

	@TempDir
	static Path folder;

	private static TestAuthority authority;

	private VaultDouble vault;

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	@BeforeAll
	static void makeAuthority() {
		authority = TestAuthority.in(folder, "authority");
	}

	@BeforeEach
	void startVault() {
		this.vault = new VaultDouble(authority.server());
	}

	@AfterEach
	void close() {
		this.vault.close();
	}

	@Test
	void readsSecretsWhereTheAuthorityIsNamed() {
		try (AnnotationConfigApplicationContext context = start(authority.certificate().toString())) {
			Secrets secrets = context.getBean(Secrets.class);
			assertThat(secrets.requireFresh(storeSecret(secrets)).reveal()).isEqualTo("s3cret");
			assertThat(context.getBean(VaultHealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
		}
	}

	@Test
	void rejectsServerOfUnconfiguredAuthority() {
		try (AnnotationConfigApplicationContext context = start("")) {
			assertUnreachable(context);
		}
	}

	@Test
	void rejectsServerTrustedOnlyByJava() {
		System.setProperty("javax.net.ssl.trustStore", folder.resolve("authority.p12").toString());
		System.setProperty("javax.net.ssl.trustStorePassword", TestAuthority.PASSWORD);
		try (AnnotationConfigApplicationContext context = start(
				TestAuthority.in(folder, "other").certificate().toString())) {
			assertUnreachable(context);
		}
		finally {
			System.clearProperty("javax.net.ssl.trustStore");
			System.clearProperty("javax.net.ssl.trustStorePassword");
		}
	}

	private AnnotationConfigApplicationContext start(String caFile) {
		return TestVaults.start(TestVaults.with(TestVaults.withToken(this.vault), "vault.ca-file", caFile,
				"vault.read-timeout", "20s", "vault.connect-timeout", "20s", "vault.call-timeout", "30s"));
	}

	private void assertUnreachable(AnnotationConfigApplicationContext context) {
		Secrets secrets = context.getBean(Secrets.class);
		SecretPath path = storeSecret(secrets);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> secrets.requireFresh(path));
		assertThat(context.getBean(VaultHealthIndicator.class).health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(this.vault.calls()).isEmpty();
	}

	private SecretPath storeSecret(Secrets secrets) {
		SecretPath path = secrets.parsePath(this.tenant, "kv/data/tenant_" + this.tenant + "/service/api#key");
		this.vault.store(path.documentPath(), Map.of("key", "s3cret"));
		return path;
	}

}
