package io.connectorservice.secret.vault;

import java.util.Map;

import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.SecretStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.vault.VaultContainer;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs against Vault itself where there is a container engine.
 */
@Testcontainers(disabledWithoutDocker = true)
class VaultContainerIntegrationTests extends SecretStoreContract {

	private static final String TOKEN = "root-of-the-container";

	@Container
	static final VaultContainer<?> VAULT = new VaultContainer<>("hashicorp/vault:1.21").withVaultToken(TOKEN)
		.withInitCommand("secrets enable -path=kv kv-v2");

	private AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@BeforeEach
	void start() {
		this.context = TestVaults
			.start(Map.of("connector.vault.addr", VAULT.getHttpHostAddress(), "connector.vault.token", TOKEN));
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Override
	protected SecretStore store() {
		return this.context.getBean(SecretStore.class);
	}

	@Test
	void isHealthy() {
		assertThat(this.context.getBean(VaultHealthIndicator.class).health().getDetails()).containsEntry("state",
				"active");
	}

}
