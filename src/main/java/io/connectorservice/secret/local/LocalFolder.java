package io.connectorservice.secret.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A folder that only its owner can access. Files are replaced atomically, and writers
 * exclude each other across threads and processes.
 */
final class LocalFolder {

	private static final Duration LOCK_WAIT = Duration.ofSeconds(3);

	private static final Duration LOCK_POLL = Duration.ofMillis(5);

	private final Path folder;

	private final ReentrantLock lock = new ReentrantLock();

	LocalFolder(Path folder) throws IOException {
		this.folder = folder.toAbsolutePath();
		Files.createDirectories(this.folder, onlyOwner("rwx------"));
	}

	Optional<byte[]> read(String name) throws IOException {
		try {
			return Optional.of(Files.readAllBytes(this.folder.resolve(name)));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
	}

	void write(String name, byte[] content) throws IOException {
		Path temporary = this.folder.resolve(name + "." + UUID.randomUUID() + ".tmp");
		try {
			writeThrough(temporary, content);
			Files.move(temporary, this.folder.resolve(name), StandardCopyOption.ATOMIC_MOVE,
					StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	void delete(String name) throws IOException {
		Files.deleteIfExists(this.folder.resolve(name));
	}

	boolean hasFileWithSuffix(String suffix) throws IOException {
		try (var files = Files.newDirectoryStream(this.folder, "*" + suffix)) {
			return files.iterator().hasNext();
		}
	}

	/** Runs the work while no other thread or process writes to the folder. */
	<T> T runExclusively(Work<T> work) throws IOException {
		long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
		try {
			if (!this.lock.tryLock(LOCK_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new IOException("Another thread holds the folder");
			}
		}
		catch (InterruptedException ex) {
			throw createInterruptedException();
		}
		try (FileChannel channel = openForWriting(this.folder.resolve("lock"), StandardOpenOption.CREATE);
				FileLock held = acquireFileLock(channel, deadline)) {
			return work.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static FileLock acquireFileLock(FileChannel channel, long deadline) throws IOException {
		while (System.nanoTime() < deadline) {
			FileLock held = tryLock(channel);
			if (held != null) {
				return held;
			}
			pause();
		}
		throw new IOException("Another process holds the folder");
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	private static void pause() throws IOException {
		try {
			Thread.sleep(LOCK_POLL);
		}
		catch (InterruptedException ex) {
			throw createInterruptedException();
		}
	}

	private static IOException createInterruptedException() {
		Thread.currentThread().interrupt();
		return new IOException("Interrupted");
	}

	private static void writeThrough(Path file, byte[] content) throws IOException {
		try (FileChannel channel = openForWriting(file, StandardOpenOption.CREATE_NEW)) {
			ByteBuffer rest = ByteBuffer.wrap(content);
			while (rest.hasRemaining()) {
				channel.write(rest);
			}
			channel.force(true);
		}
	}

	private static FileChannel openForWriting(Path file, StandardOpenOption creation) throws IOException {
		return FileChannel.open(file, Set.of(StandardOpenOption.WRITE, creation), onlyOwner("rw-------"));
	}

	private static FileAttribute<?>[] onlyOwner(String permissions) {
		if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		return new FileAttribute<?>[] {
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) };
	}

	/** Work that needs exclusive access to the folder. */
	@FunctionalInterface
	interface Work<T> {

		T run() throws IOException;

	}

}
