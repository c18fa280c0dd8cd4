package io.connectorservice.secret;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class LocalSecretStoreIntegrationTests extends SecretStoreContract {

	@TempDir
	Path folder;

	private SecretStore store;

	@BeforeEach
	void open() {
		this.store = LocalSecretStore.open(this.folder.resolve("secrets"));
	}

	@Override
	SecretStore store() {
		return this.store;
	}

}
