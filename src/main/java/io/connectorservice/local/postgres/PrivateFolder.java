package io.connectorservice.local.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

import io.connectorservice.settings.InvalidSettingException;

/**
 * A folder that only its owner may read, as its files.
 */
public record PrivateFolder(Path path) {

	private static final int RANDOM_BYTES = 32;

	public static PrivateFolder create(Path folder) {
		try {
			Files.createDirectories(folder);
			setPermissions(folder, "rwx------");
			return new PrivateFolder(folder);
		}
		catch (IOException failure) {
			throw new InvalidSettingException("LOCAL_DATA_DIR must be a folder that the service can make and write to");
		}
	}

	/**
	 * Returns the file's content; if it does not exist yet, creates it with a random
	 * value.
	 */
	public String readOrCreateRandom(String name) throws IOException {
		Path file = this.path.resolve(name);
		if (!Files.exists(file)) {
			byte[] random = new byte[RANDOM_BYTES];
			new SecureRandom().nextBytes(random);
			write(name, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
		}
		return Files.readString(file).strip();
	}

	public void write(String name, String text) throws IOException {
		Path draft = this.path.resolve(name + ".new");
		Files.deleteIfExists(draft);
		Files.createFile(draft);
		setPermissions(draft, "rw-------");
		Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
		Files.move(draft, this.path.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
	}

	static void setPermissions(Path path, String permissions) throws IOException {
		if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
		}
	}

}
