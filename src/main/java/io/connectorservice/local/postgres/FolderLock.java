package io.connectorservice.local.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

/**
 * Prevents two services from using the same local folder. The operating system releases
 * the lock when the process ends, even if it is killed.
 */
final class FolderLock implements AutoCloseable {

	private final FileChannel channel;

	private FolderLock(FileChannel channel) {
		this.channel = channel;
	}

	static FolderLock acquire(Path folder) throws IOException {
		Path file = folder.resolve("lock");
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		PrivateFolder.setPermissions(file, "rw-------");
		if (tryLock(channel) == null) {
			channel.close();
			throw new InvalidSettingException("LOCAL_DATA_DIR is in use by another connector-service: stop that one, or"
					+ " set another folder for this one");
		}
		return new FolderLock(channel);
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException _) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
