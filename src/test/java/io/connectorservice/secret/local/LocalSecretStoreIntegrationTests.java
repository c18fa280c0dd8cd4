package io.connectorservice.secret.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.SecretStoreContract;
import io.connectorservice.secret.TestSecrets;
import io.connectorservice.settings.InvalidSettingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ConcurrentTestClass
class LocalSecretStoreIntegrationTests extends SecretStoreContract {

	@TempDir
	Path parent;

	private Path folder = Path.of("");

	private SecretStore store = new InMemorySecretStore();

	@BeforeEach
	void open() {
		this.folder = this.parent.resolve("secrets");
		this.store = LocalSecretStore.open(this.folder);
	}

	@Override
	protected SecretStore store() {
		return this.store;
	}

	@Test
	void keepsSecretsOverARestart() {
		write("a", "content");
		assertThat(LocalSecretStore.open(this.folder).read(path("a")).orElseThrow().findSecret("value"))
			.contains(Secret.of("content"));
	}

	@Test
	void writesEncryptedFilesReadableByOwnerOnly() throws IOException {
		write("a", "content");
		for (Path file : files()) {
			assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).doesNotContain("content");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
			assertThat(file.getFileName().toString()).matches("key|lock|[0-9a-f]{64}\\.secret");
		}
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.folder))).isEqualTo("rwx------");
	}

	@Test
	void encryptsTheSameContentDifferentlyEachTime() throws IOException {
		write("a", "content");
		byte[] first = Files.readAllBytes(file());
		this.store.delete(path("a"));
		write("a", "content");
		assertThat(Files.readAllBytes(file())).isNotEqualTo(first).hasSameSizeAs(first);
	}

	@Test
	void rejectsFileWithAnyByteChanged() throws IOException {
		write("a", "content");
		byte[] whole = Files.readAllBytes(file());
		Path file = file();
		IntStream.range(0, whole.length).forEach((i) -> {
			byte[] changed = whole.clone();
			changed[i] ^= 1;
			overwrite(file, changed);
			assertUnusable("a");
		});
	}

	@Test
	void rejectsFileThatIsCutShortOrGrown() throws IOException {
		write("a", "content");
		byte[] whole = Files.readAllBytes(file());
		Path file = file();
		for (int length = 0; length < whole.length; length++) {
			overwrite(file, java.util.Arrays.copyOf(whole, length));
			assertUnusable("a");
		}
		overwrite(file, java.util.Arrays.copyOf(whole, whole.length + 1));
		assertUnusable("a");
	}

	@Test
	void rejectsSwappedFile() throws IOException {
		write("a", "content");
		Path first = file();
		write("b", "other");
		Path second = files().stream()
			.filter((file) -> isSecret(file) && !file.equals(first))
			.findFirst()
			.orElseThrow();
		Files.copy(first, second, StandardCopyOption.REPLACE_EXISTING);
		assertUnusable("b");
	}

	@Test
	void rejectsFilesOfAnotherKey() throws IOException {
		write("a", "content");
		Files.write(this.folder.resolve("key"), new byte[32]);
		this.store = LocalSecretStore.open(this.folder);
		assertUnusable("a");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 31, 33 })
	void doesNotStartWithoutTheKeyOfItsSecrets(int length) throws IOException {
		write("a", "content");
		Files.delete(this.folder.resolve("key"));
		if (length >= 0) {
			Files.write(this.folder.resolve("key"), new byte[length]);
		}
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> LocalSecretStore.open(this.folder))
			.withMessageContaining("LOCAL_DATA_DIR");
	}

	@Test
	void doesNotStartWhereItCannotWrite() throws IOException {
		Path file = Files.writeString(this.parent.resolve("file"), "");
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> LocalSecretStore.open(file.resolve("secrets")))
			.withMessageContaining("LOCAL_DATA_DIR");
	}

	@Test
	void isUnavailableWhenItsFolderIsGone() throws IOException {
		for (Path file : files()) {
			Files.delete(file);
		}
		Files.delete(this.folder);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> write("a", "content"))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE));
	}

	@Test
	void leavesNoTemporaryFile() throws IOException {
		Files.createDirectories(this.folder.resolve(fileName("a")).resolve("in-the-way"));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> write("a", "content"));
		assertThat(files()).noneMatch((file) -> file.toString().endsWith(".tmp"));
	}

	@Test
	void waitsForFolderLockWithTimeout() throws IOException {
		try (FileChannel channel = FileChannel.open(this.folder.resolve("lock"), StandardOpenOption.WRITE);
				FileLock held = channel.lock()) {
			assertThat(held.isValid()).isTrue();
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> write("a", "content"))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE));
		}
		write("a", "content");
	}

	@Test
	void stopsWaitingWhenInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> write("a", "content"));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void losesNothingWhenProcessesShareAFolder() throws Exception {
		List<Process> writers = Stream.of("a", "b").map(this::startWriter).toList();
		for (Process writer : writers) {
			assertThat(writer.waitFor()).isZero();
		}
		assertThat(this.store.read(path("shared")).orElseThrow().fields()).hasSize(2 * Writer.FIELDS);
	}

	private Process startWriter(String name) {
		try {
			return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
					System.getProperty("java.class.path"), Writer.class.getName(), this.folder.toString(),
					this.tenant.toString(), name)
				.inheritIO()
				.start();
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private void write(String name, String content) {
		assertThat(this.store.write(path(name), SecretDocument.ABSENT.with("value", Secret.of(content)))).isTrue();
	}

	private void assertUnusable(String name) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.store.read(path(name)))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_UNUSABLE))
			.satisfies((problem) -> assertThat(problem).hasMessageNotContaining("content").hasNoCause());
	}

	private String fileName(String name) throws IOException {
		write(name, "content");
		Path file = file();
		this.store.delete(path(name));
		return file.getFileName().toString();
	}

	private Path file() throws IOException {
		return files().stream().filter(LocalSecretStoreIntegrationTests::isSecret).findFirst().orElseThrow();
	}

	private static boolean isSecret(Path file) {
		return file.toString().endsWith(".secret");
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.toList();
		}
	}

	private static void overwrite(Path file, byte[] content) {
		try {
			Files.write(file, content);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	/** Another process: writes many fields of one document. */
	static final class Writer {

		static final int FIELDS = 20;

		private Writer() {
		}

		public static void main(String[] args) {
			SecretStore store = LocalSecretStore.open(Path.of(args[0]));
			SecretPath path = TestSecrets.paths()
				.parse(new io.connectorservice.tenant.TenantId(java.util.UUID.fromString(args[1])),
						"kv/data/tenant_" + args[1] + "/shared");
			for (int i = 0; i < FIELDS; i++) {
				write(store, path, args[2] + i);
			}
		}

		private static void write(SecretStore store, SecretPath path, String field) {
			boolean written = false;
			while (!written) {
				SecretDocument document = store.read(path).orElse(SecretDocument.ABSENT);
				written = store.write(path, document.with(field, Secret.of("content")));
			}
		}

	}

}
