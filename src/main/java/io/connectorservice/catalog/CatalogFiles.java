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
 * Finds the catalog's files, our own and the operator's.
 */
final class CatalogFiles {

	private static final String ENDING = ".yaml";

	private static final String NAME = "[a-z0-9][a-z0-9-]{0,99}";

	private static final long LARGEST = 1024 * 1024;

	private CatalogFiles() {
	}

	/** Our own files by the services' names, with the operator's in place of ours. */
	static Map<String, byte[]> readBundledWithOverrides(Map<String, byte[]> operators) {
		Map<String, byte[]> files = new TreeMap<>();
		try {
			// not the thread's class loader: a pool's threads do not see into the
			// packaged jar
			for (Resource resource : new PathMatchingResourcePatternResolver(CatalogFiles.class.getClassLoader())
				.getResources("classpath:catalog/services/*" + ENDING)) {
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

	/** An operator's files by the services' names. */
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
			throw new InvalidSettingException("CATALOG_DIR must name a folder that is there");
		}
		try (Stream<Path> listed = Files.list(folder)) {
			return listed.filter((path) -> path.toString().endsWith(ENDING)).toList();
		}
	}

	private static byte[] readContent(Path file) throws IOException {
		if (Files.size(file) > LARGEST) {
			throw InvalidCatalogEntryException.createException(String.valueOf(file.getFileName()), 1,
					"is larger than " + LARGEST + " bytes");
		}
		return Files.readAllBytes(file);
	}

	private static String serviceName(String file) {
		String name = file.substring(0, file.length() - ENDING.length());
		if (!name.matches(NAME)) {
			throw InvalidCatalogEntryException.createException(file, 1,
					"the file must be named after the service, in small letters, digits and hyphens");
		}
		return name;
	}

}
