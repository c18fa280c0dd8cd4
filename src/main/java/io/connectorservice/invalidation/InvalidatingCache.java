package io.connectorservice.invalidation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Caches entries for as long as they are trusted, and lets concurrent callers of the same
 * key share a single load. The result of a load is not cached if the entry was evicted
 * during the load, because it may be older than the change.
 */
public final class InvalidatingCache<K, V> {

	private final Cache<K, CachedValue<V>> cache;

	private final ConcurrentMap<K, CompletableFuture<V>> loads = new ConcurrentHashMap<>();

	private final Supplier<Duration> limit;

	private final Ticker ticker;

	/**
	 * Creates an empty cache.
	 * @param maxTtl time after which an entry is removed, whatever the limit says
	 * @param limit supplies the time for which an entry is trusted at the moment
	 */
	public InvalidatingCache(Duration maxTtl, long maximumSize, Supplier<Duration> limit, Ticker ticker) {
		this.cache = Caffeine.newBuilder()
			.expireAfterWrite(maxTtl)
			.maximumSize(maximumSize)
			.ticker(ticker)
			.executor(Runnable::run)
			.recordStats()
			.build();
		this.limit = limit;
		this.ticker = ticker;
	}

	/** Registers metrics of hits and misses and returns this cache. */
	public InvalidatingCache<K, V> registerMetrics(MeterRegistry registry, String name) {
		CaffeineCacheMetrics.monitor(registry, this.cache, name);
		return this;
	}

	/** Returns the cached entry or else the loader's result; failures are not cached. */
	public V get(K key, Function<? super K, ? extends V> loader) {
		CachedValue<V> entry = findFresh(key);
		if (entry != null) {
			return entry.value();
		}
		CompletableFuture<V> load = new CompletableFuture<>();
		CompletableFuture<V> first = this.loads.putIfAbsent(key, load);
		return (first != null) ? joinLoad(first) : runLoad(key, () -> findOrLoad(key, loader), load);
	}

	private @Nullable CachedValue<V> findFresh(K key) {
		CachedValue<V> entry = this.cache.getIfPresent(key);
		return (entry != null && this.ticker.read() - entry.since() < this.limit.get().toNanos()) ? entry : null;
	}

	// Another load may have ended before this one
	// was registered, so the cache is checked again.
	private CachedValue<V> findOrLoad(K key, Function<? super K, ? extends V> loader) {
		CachedValue<V> entry = findFresh(key);
		return (entry != null) ? entry : loadEntry(key, loader);
	}

	private CachedValue<V> loadEntry(K key, Function<? super K, ? extends V> loader) {
		long since = this.ticker.read();
		return new CachedValue<>(loader.apply(key), since);
	}

	/**
	 * Loads the entry again. Callers that ask for it in the meantime wait for this load.
	 */
	public V refresh(K key, Function<? super K, ? extends V> loader) {
		CompletableFuture<V> load = new CompletableFuture<>();
		replaceLoad(key, load);
		return runLoad(key, () -> loadEntry(key, loader), load);
	}

	/** Evicts an entry and discards a load of it that is in progress. */
	public void evict(K key) {
		replaceLoad(key, null);
	}

	/** Evicts all matching entries and discards loads of them that are in progress. */
	public void evictAll(Predicate<? super K> matches) {
		this.loads.keySet().stream().filter(matches).forEach(this::evict);
		this.cache.asMap().keySet().removeIf(matches);
	}

	private void replaceLoad(K key, @Nullable CompletableFuture<V> load) {
		this.loads.compute(key, (same, earlier) -> {
			this.cache.invalidate(same);
			return load;
		});
	}

	private V runLoad(K key, Supplier<CachedValue<V>> source, CompletableFuture<V> load) {
		try {
			CachedValue<V> loaded = source.get();
			putIfCurrent(key, loaded, load);
			load.complete(loaded.value());
			return loaded.value();
		}
		catch (RuntimeException | Error failure) {
			this.loads.remove(key, load);
			load.completeExceptionally(failure);
			throw failure;
		}
	}

	// A load that was replaced by another load or by an eviction is not cached.
	@SuppressWarnings("ReferenceEquality")
	private void putIfCurrent(K key, CachedValue<V> loaded, CompletableFuture<V> load) {
		this.loads.computeIfPresent(key, (same, current) -> {
			if (current != load) {
				return current;
			}
			this.cache.put(same, loaded);
			return null;
		});
	}

	private static <V> V joinLoad(CompletableFuture<V> load) {
		try {
			return load.join();
		}
		catch (CompletionException ended) {
			if (ended.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ended;
		}
	}

	/** An entry and the time at which its load began. */
	private record CachedValue<V>(V value, long since) {
	}

}
