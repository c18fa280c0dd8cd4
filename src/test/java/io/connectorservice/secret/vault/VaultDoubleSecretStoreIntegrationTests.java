package io.connectorservice.secret.vault;

import java.util.Map;

import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.SecretStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class VaultDoubleSecretStoreIntegrationTests extends SecretStoreContract {

	private final VaultDouble vault = new VaultDouble();

	private final AnnotationConfigApplicationContext context = TestVaults.start(TestVaults.withToken(this.vault));

	@AfterEach
	void close() {
		this.context.close();
		this.vault.close();
	}

	@Override
	protected SecretStore store() {
		return this.context.getBean(SecretStore.class);
	}

	@Test
	void replacesADocumentWhoseLatestVersionWasDeleted() {
		this.vault.store(path("gone").documentPath(), Map.of("value", "1"));
		this.vault.deleteLatest(path("gone").documentPath());
		SecretDocument read = store().read(path("gone")).orElseThrow();
		assertThat(read).isEqualTo(new SecretDocument(Map.of(), 1));
		assertThat(store().write(path("gone"), read.with("value", Secret.of("2")))).isTrue();
	}

}
