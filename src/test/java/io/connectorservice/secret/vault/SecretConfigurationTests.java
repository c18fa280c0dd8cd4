package io.connectorservice.secret.vault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.secret.SecretSettings;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.local.LocalSecretStore;
import io.connectorservice.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeansException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SecretConfigurationTests {

	private static final String ADDRESS = "http://127.0.0.1:1";

	@TempDir
	Path folder;

	@Test
	void keepsSecretsInVaultWhereItsAddressIsSet() {
		try (AnnotationConfigApplicationContext context = TestVaults.start(Map.of("connector.vault.addr", ADDRESS,
				"connector.vault.token", "t", "connector.secret.local-dir", this.folder.toString()))) {
			assertThat(context.getBean(SecretStore.class)).isInstanceOf(VaultSecretStore.class);
			assertThat(context.getBeanNamesForType(VaultHealthIndicator.class)).containsExactly("vaultHealthIndicator");
			assertThat(this.folder).isEmptyDirectory();
		}
	}

	@Test
	void usesLocalFilesIfVaultAddressIsBlank() {
		try (AnnotationConfigApplicationContext context = TestVaults.start(Map.of("connector.vault.addr", " ",
				"connector.vault.token", "", "connector.secret.local-dir", this.folder.toString()))) {
			assertThat(context.getBean(SecretStore.class)).isInstanceOf(LocalSecretStore.class);
			assertThat(context.getBeanNamesForType(VaultHealthIndicator.class)).isEmpty();
		}
	}

	@Test
	void doesNotStartWithoutAnyStore() {
		assertThatStartFails(Map.of(), "set VAULT_ADDR");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "x=", "token=", "token=t,role-id=r,secret-id=s", "role-id=r", "secret-id=s",
					"token=t,secret-id=s", "token=t,k8s-role=k", "role-id=r,secret-id=s,k8s-role=k",
					"k8s-role=k,role-id=r", "token= ,role-id= ,k8s-role= ", "role-id=r,secret-id=" })
	void rejectsAnythingButOneLoginMethod(String settings) {
		Map<String, String> all = Stream.of(settings.split(","))
			.map((setting) -> setting.split("=", 2))
			.collect(Collectors.toMap((cells) -> "connector.vault." + cells[0], (cells) -> cells[1],
					(first, second) -> second, HashMap::new));
		all.put("connector.vault.addr", ADDRESS);
		assertThatStartFails(all,
				"set exactly one of VAULT_TOKEN, VAULT_ROLE_ID together with VAULT_SECRET_ID, or VAULT_K8S_ROLE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "vault", "vault:8200", "ftp://vault", "file:///etc/passwd", "http://", "http:///x",
			"https://user:hunter2@vault", "https://vault?x=1", "https://vault#x", "https://va ult", "http://[::1" })
	void rejectsInvalidVaultAddress(String address) {
		assertThatStartFails(Map.of("connector.vault.addr", address, "connector.vault.token", "t"), "VAULT_ADDR must");
	}

	@Test
	void reachesVaultUnderAPathOfItsServer() {
		try (VaultDouble vault = new VaultDouble();
				AnnotationConfigApplicationContext context = TestVaults
					.start(Map.of("connector.vault.addr", vault.address() + "/tools/", "connector.vault.token", "t"))) {
			context.getBean(VaultHealthIndicator.class).health();
			assertThat(vault.calls().getFirst().path()).startsWith("/tools/v1/sys/health");
		}
	}

	@ParameterizedTest
	@CsvSource({ "https://vault.example,https://vault.example:443/v1/sys/health",
			"http://vault.example,http://vault.example:80/v1/sys/health",
			"https://vault.example:8200/,https://vault.example:8200/v1/sys/health" })
	void usesDefaultPortOfScheme(String address, String expected) {
		try (AnnotationConfigApplicationContext context = TestVaults
			.start(Map.of("connector.vault.addr", address, "connector.vault.token", "t"))) {
			assertThat(context.getBean(VaultClientFactory.class)
				.createBuilder()
				.build()
				.getUriTemplateHandler()
				.expand("sys/health")).hasToString(expected);
		}
	}

	@ParameterizedTest
	@CsvSource({ "vault.read-timeout,0s", "vault.read-timeout,5m", "vault.call-timeout,0s", "vault.connect-timeout,0s",
			"vault.pause,2m", "vault.pause,-1s", "secret.cache-ttl,-1s", "secret.cache-ttl,1h",
			"secret.cache-maximum-size,0", "secret.mount,''", "secret.tenant-prefix,tenant" })
	void doesNotStartWithASettingOutOfBounds(String setting, String value) {
		Map<String, String> settings = Map.of("connector.vault.addr", ADDRESS, "connector.vault.token", "t",
				"connector." + setting, value);
		assertThatExceptionOfType(BeansException.class).isThrownBy(() -> TestVaults.start(settings).close());
	}

	@Test
	void hasSensibleDefaults() {
		try (AnnotationConfigApplicationContext context = TestVaults
			.start(Map.of("connector.vault.addr", ADDRESS, "connector.vault.token", "hunter2"))) {
			VaultSettings vault = context.getBean(VaultSettings.class);
			assertThat(vault.toString()).doesNotContain("hunter2");
			assertThat(vault.callTimeout()).isEqualTo(Duration.ofSeconds(3));
			assertThat(context.getBean(SecretSettings.class)).isEqualTo(new SecretSettings("kv", "tenant_{tenant_id}",
					"operator/oauth-apps/{service_name}", null, Duration.ofSeconds(10), 10_000));
		}
	}

	private static void assertThatStartFails(Map<String, String> settings, String message) {
		assertThatExceptionOfType(BeansException.class).isThrownBy(() -> TestVaults.start(settings).close())
			.satisfies((failure) -> assertThat(NestedExceptionUtils.getMostSpecificCause(failure))
				.isInstanceOf(InvalidSettingException.class)
				.hasMessageContaining(message)
				.hasMessageNotContaining("hunter2"));
	}

}
