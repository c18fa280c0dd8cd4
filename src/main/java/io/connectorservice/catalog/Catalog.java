package io.connectorservice.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * The services that are known: those that come with the service, and the operator's own.
 * Theirs are all read at the start, so that a fault stops it; ours when they are asked
 * for, or right after the start.
 */
@Component
public class Catalog implements SmartInitializingSingleton {

	private final SingletonSupplier<Map<String, byte[]>> operators;

	private final SingletonSupplier<Entries> entries;

	Catalog(CatalogSettings settings) {
		this.operators = SingletonSupplier.of(() -> EntryFiles.in(settings.folder()));
		this.entries = SingletonSupplier.of(() -> new Entries(EntryFiles.ownAnd(this.operators.obtain())));
	}

	@Override
	public void afterSingletonsInstantiated() {
		new Entries(this.operators.obtain()).all();
	}

	@EventListener(ApplicationReadyEvent.class)
	void readAhead() {
		Thread.ofVirtual().name("catalog").start(() -> entries().all());
	}

	private Entries entries() {
		return this.entries.obtain();
	}

	public Optional<KnownService> find(String serviceName) {
		return entries().find(serviceName);
	}

	/**
	 * Services by title.
	 * @param text what name, title or description holds, in any case
	 * @param category that they are in
	 */
	public List<KnownService> search(@Nullable String text, @Nullable String category) {
		return entries().all()
			.stream()
			.filter((service) -> text == null || service.isFoundBy(text))
			.filter((service) -> category == null || service.categories().contains(category))
			.toList();
	}

}
