package io.connectorservice.secret.vault;

import java.util.Map;

import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.SecretStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Runs against the Vault or OpenBao that the environment names, if it names one; its KV
 * version 2 is expected at {@code VAULT_KV_MOUNT}, else at {@code kv}.
 */
@EnabledIfEnvironmentVariable(named = "VAULT_ADDR", matches = ".+", disabledReason = "VAULT_ADDR names no Vault")
@EnabledIfEnvironmentVariable(named = "VAULT_TOKEN", matches = ".+", disabledReason = "VAULT_TOKEN is not set")
class RealVaultIntegrationTests extends SecretStoreContract {

	private final AnnotationConfigApplicationContext context = TestVaults
		.start(Map.of("connector.vault.addr", System.getenv("VAULT_ADDR"), "connector.vault.token",
				System.getenv("VAULT_TOKEN"), "connector.secret.mount", mount()));

	@AfterEach
	void close() {
		this.context.close();
	}

	private static String mount() {
		return System.getenv().getOrDefault("VAULT_KV_MOUNT", "kv");
	}

	@Override
	protected SecretStore store() {
		return this.context.getBean(SecretStore.class);
	}

}
