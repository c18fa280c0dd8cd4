package io.connectorservice.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.connectorservice.catalog.entry.KnownService;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The known services: those bundled with the application, and those that operators and
 * other packages add. Added files are parsed at startup and a fault aborts it; bundled
 * files are parsed on demand, or in the background right after startup.
 */
@Component
public class Catalog implements SmartInitializingSingleton {

	private static final int MAX_TYPOS = 2;

	private final Map<String, byte[]> added;

	private final CompletableFuture<CatalogEntries> entries;

	Catalog(CatalogSettings settings, ObjectProvider<AdditionalEntries> additional) {
		this.added = new TreeMap<>();
		additional.forEach((entries) -> this.added.putAll(entries.loadFiles()));
		this.added.putAll(CatalogFiles.readFolder(settings.folder()));
		// runs on a pool of platform threads: a virtual thread could unmount while it
		// holds the lock on the jar that other threads load classes from
		this.entries = CompletableFuture
			.supplyAsync(() -> new CatalogEntries(CatalogFiles.readBundledWithOverrides(this.added)));
	}

	@Override
	public void afterSingletonsInstantiated() {
		new CatalogEntries(this.added).findAll();
		awaitEntries();
	}

	@EventListener(ApplicationReadyEvent.class)
	void readAhead() {
		var _ = this.entries.thenAcceptAsync(CatalogEntries::findAll);
	}

	private CatalogEntries awaitEntries() {
		return this.entries.join();
	}

	public Optional<KnownService> find(String serviceName) {
		return awaitEntries().find(serviceName);
	}

	/** The name of the known service that a mistyped name probably refers to. */
	public Optional<String> findSimilarName(String serviceName) {
		LevenshteinDistance distance = new LevenshteinDistance(Math.min(serviceName.length() / 3, MAX_TYPOS));
		return awaitEntries().findAll()
			.stream()
			.map(KnownService::name)
			.filter((name) -> distance.apply(name, serviceName) >= 0)
			.min(Comparator.comparing((name) -> distance.apply(name, serviceName)));
	}

	/**
	 * Finds services, sorted by title.
	 * @param text a case-insensitive part of the name, title or description; null for any
	 * @param category the category that they belong to; null for any
	 */
	public List<KnownService> search(@Nullable String text, @Nullable String category) {
		return awaitEntries().findAll()
			.stream()
			.filter((service) -> text == null || service.isFoundBy(text))
			.filter((service) -> category == null || service.categories().contains(category))
			.toList();
	}

}
