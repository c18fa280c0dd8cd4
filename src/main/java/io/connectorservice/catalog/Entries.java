package io.connectorservice.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.springframework.util.function.SingletonSupplier;

/**
 * Services by the files that describe them, each read when it is first asked for.
 */
final class Entries {

	private final Map<String, byte[]> files;

	private final EntryReader reader = new EntryReader();

	private final ConcurrentMap<String, KnownService> read = new ConcurrentHashMap<>();

	private final SingletonSupplier<List<KnownService>> byTitle = SingletonSupplier.of(this::sorted);

	Entries(Map<String, byte[]> files) {
		this.files = Map.copyOf(files);
	}

	Optional<KnownService> find(String name) {
		return Optional.ofNullable(this.files.get(name))
			.map((content) -> this.read.computeIfAbsent(name, (_) -> this.reader.read(name, content)));
	}

	/** All of them by title. */
	List<KnownService> all() {
		return this.byTitle.obtain();
	}

	private List<KnownService> sorted() {
		return this.files.keySet()
			.parallelStream()
			.flatMap((name) -> find(name).stream())
			.sorted((one, other) -> one.title().compareToIgnoreCase(other.title()))
			.toList();
	}

}
