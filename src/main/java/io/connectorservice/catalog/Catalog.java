package io.connectorservice.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * All services that are known, by name.
 */
@Component
public final class Catalog {

	private final Map<String, KnownService> byName;

	private final List<KnownService> byTitle;

	Catalog(CatalogSettings settings) {
		EntryReader reader = new EntryReader();
		this.byName = EntryFiles.all(settings.folder())
			.entrySet()
			.parallelStream()
			.map((file) -> reader.read(file.getKey(), file.getValue()))
			.collect(Collectors.toUnmodifiableMap(KnownService::name, Function.identity()));
		this.byTitle = this.byName.values()
			.stream()
			.sorted((one, other) -> one.title().compareToIgnoreCase(other.title()))
			.toList();
	}

	public Optional<KnownService> find(String serviceName) {
		return Optional.ofNullable(this.byName.get(serviceName));
	}

	/**
	 * Services by title.
	 * @param text what name, title or description holds, in any case
	 * @param category that they are in
	 */
	public List<KnownService> search(@Nullable String text, @Nullable String category) {
		return this.byTitle.stream()
			.filter((service) -> text == null || service.isFoundBy(text))
			.filter((service) -> category == null || service.categories().contains(category))
			.toList();
	}

}
