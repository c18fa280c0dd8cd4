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
 * The services that are known: those that come with the service, and those that are added
 * to them, such as the operator's own. The added ones are all parsed at the start, so
 * that a fault stops it; ours when they are asked for, or right after the start.
 */
@Component
public class Catalog implements SmartInitializingSingleton {

	private static final int MOST_TYPOS = 2;

	private final Map<String, byte[]> added;

	private final CompletableFuture<CatalogEntries> entries;

	Catalog(CatalogSettings settings, ObjectProvider<AdditionalEntries> additional) {
		this.added = new TreeMap<>();
		additional.forEach((entries) -> this.added.putAll(entries.loadFiles()));
		this.added.putAll(CatalogFiles.readFolder(settings.folder()));
		// a pool's threads are no virtual ones, which could give up their carrier
		// while they hold the jar that others load classes from
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

	/** The known name that somebody may have meant who mistyped one. */
	public Optional<String> findSimilarName(String serviceName) {
		LevenshteinDistance distance = new LevenshteinDistance(Math.min(serviceName.length() / 3, MOST_TYPOS));
		return awaitEntries().findAll()
			.stream()
			.map(KnownService::name)
			.filter((name) -> distance.apply(name, serviceName) >= 0)
			.min(Comparator.comparing((name) -> distance.apply(name, serviceName)));
	}

	/**
	 * Services by title.
	 * @param text what name, title or description holds, in any case
	 * @param category that they are in
	 */
	public List<KnownService> search(@Nullable String text, @Nullable String category) {
		return awaitEntries().findAll()
			.stream()
			.filter((service) -> text == null || service.isFoundBy(text))
			.filter((service) -> category == null || service.categories().contains(category))
			.toList();
	}

}
