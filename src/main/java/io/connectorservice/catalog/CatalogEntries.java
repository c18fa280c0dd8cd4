package io.connectorservice.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.connectorservice.catalog.entry.KnownService;

import org.springframework.util.function.SingletonSupplier;

/**
 * Known services by name; each file is parsed when its service is first requested.
 */
final class CatalogEntries {

	private final Map<String, byte[]> files;

	private final CatalogEntryReader reader = new CatalogEntryReader();

	private final ConcurrentMap<String, KnownService> read = new ConcurrentHashMap<>();

	private final SingletonSupplier<List<KnownService>> byTitle = SingletonSupplier.of(this::loadSorted);

	CatalogEntries(Map<String, byte[]> files) {
		this.files = Map.copyOf(files);
	}

	Optional<KnownService> find(String name) {
		return Optional.ofNullable(this.files.get(name))
			.map((content) -> this.read.computeIfAbsent(name, (_) -> this.reader.read(name, content)));
	}

	/** All services, sorted by title. */
	List<KnownService> findAll() {
		return this.byTitle.obtain();
	}

	private List<KnownService> loadSorted() {
		return this.files.keySet()
			.parallelStream()
			.flatMap((name) -> find(name).stream())
			.sorted((one, other) -> one.title().compareToIgnoreCase(other.title()))
			.toList();
	}

}
