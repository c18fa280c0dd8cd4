package io.connectorservice.local.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The Postgres programs, which are unpacked from their archive once.
 */
public final class PostgresBinaries {

	private final Path home;

	private PostgresBinaries(Path home) {
		this.home = home;
	}

	static PostgresBinaries installIn(Path folder) throws IOException {
		PostgresArchive archive = PostgresArchive.find()
			.orElseThrow(() -> new IllegalStateException("No archive of Postgres for this machine"));
		Path home = folder.resolve(archive.computeDigest()).toAbsolutePath();
		if (!Files.exists(home)) {
			Path draft = folder.resolve("unpacking");
			deleteFolder(draft);
			unpackArchive(archive, draft);
			Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
		}
		return new PostgresBinaries(home);
	}

	private static void deleteFolder(Path folder) throws IOException {
		if (Files.exists(folder)) {
			Files.walkFileTree(folder, new Deletion());
		}
	}

	private static void unpackArchive(PostgresArchive archive, Path folder) throws IOException {
		try (InputStream packed = new BufferedInputStream(archive.open());
				TarArchiveInputStream entries = new TarArchiveInputStream(new XZInputStream(packed))) {
			for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
				unpackEntry(entries, entry, folder.resolve(entry.getName()).normalize());
			}
		}
	}

	private static void unpackEntry(InputStream content, TarArchiveEntry entry, Path file) throws IOException {
		if (entry.isDirectory()) {
			Files.createDirectories(file);
			return;
		}
		Files.createDirectories(Objects.requireNonNull(file.getParent()));
		if (entry.isSymbolicLink()) {
			Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
			return;
		}
		Files.copy(content, file);
		if (file.getParent().endsWith("bin")) {
			file.toFile().setExecutable(true, false);
		}
	}

	String resolvePath(String program) {
		return this.home.resolve("bin").resolve(program).toString();
	}

	/** Deletes the files that an interrupted unpacking left behind. */
	private static final class Deletion extends SimpleFileVisitor<Path> {

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
			Files.delete(file);
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
			Files.delete(folder);
			return FileVisitResult.CONTINUE;
		}

	}

}
