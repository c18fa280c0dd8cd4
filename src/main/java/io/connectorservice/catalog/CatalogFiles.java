package io.connectorservice.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Reads the catalog's files: those bundled with the application and the operator's.
 */
final class CatalogFiles {

	private static final String EXTENSION = ".yaml";

	private static final String NAME = "[a-z0-9][a-z0-9-]{0,99}";

	private static final long MAX_SIZE = 1024 * 1024;

	private CatalogFiles() {
	}

	/**
	 * Reads the bundled files by service name; files with the same name in
	 * {@code operators} replace them.
	 */
	static Map<String, byte[]> readBundledWithOverrides(Map<String, byte[]> operators) {
		Map<String, byte[]> files = new TreeMap<>();
		try {
			// the thread's context class loader would not do: that of a pool's threads
			// cannot read the packaged jar
			for (Resource resource : new PathMatchingResourcePatternResolver(CatalogFiles.class.getClassLoader())
				.getResources("classpath:catalog/services/*" + EXTENSION)) {
				files.put(serviceName(String.valueOf(resource.getFilename())), readContent(resource));
			}
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
		files.putAll(operators);
		return files;
	}

	private static byte[] readContent(Resource resource) throws IOException {
		try (InputStream in = resource.getInputStream()) {
			return in.readAllBytes();
		}
	}

	/** Reads an operator's files by service name. */
	static Map<String, byte[]> readFolder(@Nullable Path folder) {
		Map<String, byte[]> files = new TreeMap<>();
		try {
			for (Path file : (folder == null) ? List.<Path>of() : listFiles(folder)) {
				files.put(serviceName(String.valueOf(file.getFileName())), readContent(file));
			}
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
		return files;
	}

	private static List<Path> listFiles(Path folder) throws IOException {
		if (!Files.isDirectory(folder)) {
			throw new InvalidSettingException("CATALOG_DIR must name an existing folder");
		}
		try (Stream<Path> listed = Files.list(folder)) {
			return listed.filter((path) -> path.toString().endsWith(EXTENSION)).toList();
		}
	}

	private static byte[] readContent(Path file) throws IOException {
		if (Files.size(file) > MAX_SIZE) {
			throw new InvalidCatalogEntryException(String.valueOf(file.getFileName()), 1,
					"is larger than " + MAX_SIZE + " bytes");
		}
		return Files.readAllBytes(file);
	}

	private static String serviceName(String file) {
		String name = file.substring(0, file.length() - EXTENSION.length());
		if (!name.matches(NAME)) {
			throw new InvalidCatalogEntryException(file, 1,
					"the file must be named after the service, in lower-case letters, digits and hyphens");
		}
		return name;
	}

}
