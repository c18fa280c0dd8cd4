package io.connectorservice.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.connectorservice.problem.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Finds the catalog's files, our own and the operator's.
 */
final class EntryFiles {

	private static final String ENDING = ".yaml";

	private static final String NAME = "[a-z0-9][a-z0-9-]{0,99}";

	private static final long LARGEST = 1024 * 1024;

	private EntryFiles() {
	}

	/** Each service's file by the service's name; the operator's wins. */
	static Map<String, byte[]> all(@Nullable Path folder) {
		Map<String, byte[]> files = new TreeMap<>();
		try {
			// not the thread's class loader: a pool's threads do not see into the
			// packaged jar
			for (Resource resource : new PathMatchingResourcePatternResolver(EntryFiles.class.getClassLoader())
				.getResources("classpath:catalog/services/*" + ENDING)) {
				files.put(serviceName(String.valueOf(resource.getFilename())), content(resource));
			}
			if (folder != null) {
				addFrom(folder, files);
			}
			return files;
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	private static byte[] content(Resource resource) throws IOException {
		try (InputStream in = resource.getInputStream()) {
			return in.readAllBytes();
		}
	}

	private static void addFrom(Path folder, Map<String, byte[]> files) throws IOException {
		if (!Files.isDirectory(folder)) {
			throw new InvalidSettingException("CATALOG_DIR must name a folder that is there");
		}
		try (Stream<Path> listed = Files.list(folder)) {
			for (Path file : listed.filter((path) -> path.toString().endsWith(ENDING)).toList()) {
				String name = serviceName(String.valueOf(file.getFileName()));
				if (Files.size(file) > LARGEST) {
					throw InvalidEntry.in(name + ENDING, 1, "is larger than " + LARGEST + " bytes");
				}
				files.put(name, Files.readAllBytes(file));
			}
		}
	}

	private static String serviceName(String file) {
		String name = file.substring(0, file.length() - ENDING.length());
		if (!name.matches(NAME)) {
			throw InvalidEntry.in(file, 1,
					"the file must be named after the service, in small letters, digits and hyphens");
		}
		return name;
	}

}
