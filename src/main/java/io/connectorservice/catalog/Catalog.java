package io.connectorservice.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * All services that are known, by name. Their files are read while the rest of the
 * service starts; a broken one stops the start.
 */
@Component
public class Catalog implements SmartInitializingSingleton {

	private final CompletableFuture<Entries> entries;

	Catalog(CatalogSettings settings) {
		this.entries = CompletableFuture.supplyAsync(() -> Entries.read(EntryFiles.all(settings.folder())));
	}

	@Override
	public void afterSingletonsInstantiated() {
		entries();
	}

	private Entries entries() {
		try {
			return this.entries.join();
		}
		catch (CompletionException failure) {
			throw (failure.getCause() instanceof RuntimeException cause) ? cause : failure;
		}
	}

	public Optional<KnownService> find(String serviceName) {
		return Optional.ofNullable(entries().byName().get(serviceName));
	}

	/**
	 * Services by title.
	 * @param text what name, title or description holds, in any case
	 * @param category that they are in
	 */
	public List<KnownService> search(@Nullable String text, @Nullable String category) {
		return entries().byTitle()
			.stream()
			.filter((service) -> text == null || service.isFoundBy(text))
			.filter((service) -> category == null || service.categories().contains(category))
			.toList();
	}

	private record Entries(Map<String, KnownService> byName, List<KnownService> byTitle) {

		static Entries read(Map<String, byte[]> files) {
			EntryReader reader = new EntryReader();
			Map<String, KnownService> byName = new TreeMap<>(files.entrySet()
				.parallelStream()
				.map((file) -> reader.read(file.getKey(), file.getValue()))
				.collect(Collectors.toMap(KnownService::name, Function.identity())));
			return new Entries(byName,
					byName.values()
						.stream()
						.sorted((one, other) -> one.title().compareToIgnoreCase(other.title()))
						.toList());
		}

	}

}
