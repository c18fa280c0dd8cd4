package io.connectorservice.secret.vault;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import org.jspecify.annotations.Nullable;

import org.springframework.vault.VaultException;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.core.VaultVersionedKeyValueOperations;
import org.springframework.vault.support.Versioned;

/**
 * Stores documents in KV version 2 of Vault or OpenBao.
 */
final class VaultSecretStore implements SecretStore {

	private final VaultVersionedKeyValueOperations documents;

	private final VaultProbe probe;

	private final VaultCallExecutor calls;

	// Set once the mount's version has been checked,
	// because it does not change at runtime.
	private volatile boolean versioned;

	VaultSecretStore(VaultTemplate vault, String mount, VaultProbe probe, VaultCallExecutor calls) {
		this.probe = probe;
		this.documents = vault.opsForVersionedKeyValue(mount);
		this.calls = calls;
	}

	@Override
	public Optional<SecretDocument> read(SecretPath path) {
		return this.calls
			.call(() -> Optional.ofNullable(this.documents.get(path.key())).map(VaultSecretStore::toDocument));
	}

	@Override
	public boolean write(SecretPath path, SecretDocument document) {
		return this.calls.call(() -> {
			requireVersions();
			return tryWrite(path, document);
		});
	}

	// KV version 1 uses other paths, so documents
	// written there would never be found again.
	private void requireVersions() {
		if (!this.versioned && this.probe.isFirstVersion()) {
			throw new VaultException("VAULT_KV_MOUNT is a mount of KV version 1");
		}
		this.versioned = true;
	}

	@Override
	public void delete(SecretPath path) {
		this.calls.call(() -> {
			this.documents.opsForKeyValueMetadata().delete(path.key());
			return true;
		});
	}

	private static SecretDocument toDocument(Versioned<Map<String, Object>> found) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		if (found.hasData()) {
			fields.putAll(found.getRequiredData());
		}
		return new SecretDocument(fields, found.getVersion().getVersion());
	}

	private boolean tryWrite(SecretPath path, SecretDocument document) {
		try {
			this.documents.put(path.key(),
					Versioned.create(new RedactedBody(document.fields()), Versioned.Version.from(document.version())));
			return true;
		}
		catch (VaultException ex) {
			if (isConflict(ex)) {
				return false;
			}
			throw ex;
		}
	}

	private static boolean isConflict(VaultException failure) {
		return VaultCallExecutor.findStatus(failure) == 400
				&& Objects.requireNonNullElse(failure.getMessage(), "").contains("check-and-set");
	}

}
