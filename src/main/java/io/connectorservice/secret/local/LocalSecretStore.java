package io.connectorservice.secret.local;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

import javax.crypto.spec.SecretKeySpec;

import io.connectorservice.digest.Sha256;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores documents as encrypted files in one folder, for local mode: one file per
 * document, and the key in a file next to them.
 */
public final class LocalSecretStore implements SecretStore {

	private static final Logger log = LoggerFactory.getLogger(LocalSecretStore.class);

	private static final String KEY_FILE = "key";

	private static final int KEY_LENGTH = 32;

	private static final String SUFFIX = ".secret";

	private static final TypeReference<Map<String, @Nullable Object>> FIELDS = new TypeReference<>() {
	};

	private final JsonMapper json = new JsonMapper();

	private final LocalFolder folder;

	private final LocalCipher cipher;

	private LocalSecretStore(LocalFolder folder, byte[] key) {
		this.folder = folder;
		this.cipher = new LocalCipher(new SecretKeySpec(key, "AES"));
	}

	/** Opens the store in a folder; creates the folder and the key if necessary. */
	static LocalSecretStore open(Path path) {
		try {
			LocalFolder folder = new LocalFolder(path);
			return new LocalSecretStore(folder, folder.runExclusively(() -> loadOrCreateKey(folder)));
		}
		catch (IOException ex) {
			throw new InvalidSettingException(
					"LOCAL_DATA_DIR must be a folder that the service can create and write to");
		}
	}

	private static byte[] loadOrCreateKey(LocalFolder folder) throws IOException {
		Optional<byte[]> kept = folder.read(KEY_FILE);
		if (kept.isPresent() && kept.get().length == KEY_LENGTH) {
			return kept.get();
		}
		if (kept.isPresent() || folder.hasFileWithSuffix(SUFFIX)) {
			throw new InvalidSettingException("The key of the secrets in LOCAL_DATA_DIR is lost or damaged:"
					+ " restore the file, or delete the secrets and enter them again.");
		}
		return makeKey(folder);
	}

	private static byte[] makeKey(LocalFolder folder) throws IOException {
		byte[] key = new byte[KEY_LENGTH];
		new SecureRandom().nextBytes(key);
		folder.write(KEY_FILE, key);
		return key;
	}

	@Override
	public Optional<SecretDocument> read(SecretPath path) {
		return runGuarded(path, () -> readDocument(path));
	}

	@Override
	public boolean write(SecretPath path, SecretDocument document) {
		return runGuarded(path, () -> this.folder.runExclusively(() -> replaceIfUnchanged(path, document)));
	}

	@Override
	public void delete(SecretPath path) {
		runGuarded(path, () -> this.folder.runExclusively(() -> {
			this.folder.delete(buildFileName(path));
			return true;
		}));
	}

	private Optional<SecretDocument> readDocument(SecretPath path) throws IOException {
		Optional<byte[]> file = this.folder.read(buildFileName(path));
		return file.map((content) -> unsealDocument(path, content));
	}

	private boolean replaceIfUnchanged(SecretPath path, SecretDocument document) throws IOException {
		int stored = readDocument(path).orElse(SecretDocument.ABSENT).version();
		if (stored != document.version()) {
			return false;
		}
		this.folder.write(buildFileName(path), sealDocument(path, document));
		return true;
	}

	private byte[] sealDocument(SecretPath path, SecretDocument document) {
		try {
			byte[] content = this.json.writeValueAsBytes(document.fields());
			return this.cipher.seal(path.documentPath(), document.version() + 1, content);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES-GCM is not available", ex);
		}
	}

	// The error message contains no detail, because a failed decryption must reveal
	// nothing about the content.
	private SecretDocument unsealDocument(SecretPath path, byte[] file) {
		try {
			LocalCipher.DecryptedContent decryptedContent = this.cipher.open(path.documentPath(), file);
			return new SecretDocument(this.json.readValue(decryptedContent.content(), FIELDS),
					decryptedContent.version());
		}
		catch (GeneralSecurityException | JacksonException ex) {
			throw path
				.unusableSecretException("cannot be decrypted: its file was changed, or was made with another key.");
		}
	}

	private static String buildFileName(SecretPath path) {
		return Sha256.digestToHex(path.documentPath()) + SUFFIX;
	}

	private static <T> T runGuarded(SecretPath path, LocalFolder.Work<T> work) {
		try {
			return work.run();
		}
		catch (IOException ex) {
			log.warn("The local secret store cannot serve {}: {}", path, ex.getClass().getSimpleName());
			throw SecretStore.unavailableException("The local secret store cannot be read or written.");
		}
	}

}
