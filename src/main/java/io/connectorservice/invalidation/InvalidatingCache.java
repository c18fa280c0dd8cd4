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
 * Keeps things in memory for as long as they may be trusted, and lets callers who want
 * the same one wait for a single load. What was forgotten while it was being loaded is
 * not kept: it may be from before the change.
 */
public final class InvalidatingCache<K, V> {

	private final Cache<K, Kept<V>> cache;

	private final ConcurrentMap<K, CompletableFuture<V>> loads = new ConcurrentHashMap<>();

	private final Supplier<Duration> limit;

	private final Ticker ticker;

	/**
	 * An empty cache.
	 * @param longest after which a thing leaves the memory, whatever the limit says
	 * @param limit how long a thing may be trusted just now
	 */
	public InvalidatingCache(Duration longest, long maximumSize, Supplier<Duration> limit, Ticker ticker) {
		this.cache = Caffeine.newBuilder()
			.expireAfterWrite(longest)
			.maximumSize(maximumSize)
			.ticker(ticker)
			.executor(Runnable::run)
			.recordStats()
			.build();
		this.limit = limit;
		this.ticker = ticker;
	}

	/** The same, with its hits and misses among the meters. */
	public InvalidatingCache<K, V> registerMetrics(MeterRegistry registry, String name) {
		CaffeineCacheMetrics.monitor(registry, this.cache, name);
		return this;
	}

	/** What is kept, else what the loader brings; a failure is not kept. */
	public V get(K key, Function<? super K, ? extends V> loader) {
		Kept<V> kept = findFresh(key);
		if (kept != null) {
			return kept.value();
		}
		CompletableFuture<V> mine = new CompletableFuture<>();
		CompletableFuture<V> first = this.loads.putIfAbsent(key, mine);
		return (first != null) ? joinLoad(first) : runLoad(key, () -> findOrLoad(key, loader), mine);
	}

	private @Nullable Kept<V> findFresh(K key) {
		Kept<V> kept = this.cache.getIfPresent(key);
		return (kept != null && this.ticker.read() - kept.since() < this.limit.get().toNanos()) ? kept : null;
	}

	// look again: a load may have ended between the look and our turn
	private Kept<V> findOrLoad(K key, Function<? super K, ? extends V> loader) {
		Kept<V> kept = findFresh(key);
		return (kept != null) ? kept : loadEntry(key, loader);
	}

	private Kept<V> loadEntry(K key, Function<? super K, ? extends V> loader) {
		long since = this.ticker.read();
		return new Kept<>(loader.apply(key), since);
	}

	/** Loads anew; who asks meanwhile waits for this load. */
	public V refresh(K key, Function<? super K, ? extends V> loader) {
		CompletableFuture<V> mine = new CompletableFuture<>();
		replaceLoad(key, mine);
		return runLoad(key, () -> loadEntry(key, loader), mine);
	}

	/** Forgets a thing, also one that is being loaded just now. */
	public void evict(K key) {
		replaceLoad(key, null);
	}

	/** Forgets all that fits, and all of that which is being loaded just now. */
	public void evictAll(Predicate<? super K> fits) {
		this.loads.keySet().stream().filter(fits).forEach(this::evict);
		this.cache.asMap().keySet().removeIf(fits);
	}

	private void replaceLoad(K key, @Nullable CompletableFuture<V> load) {
		this.loads.compute(key, (same, earlier) -> {
			this.cache.invalidate(same);
			return load;
		});
	}

	private V runLoad(K key, Supplier<Kept<V>> source, CompletableFuture<V> mine) {
		try {
			Kept<V> loaded = source.get();
			putIfCurrent(key, loaded, mine);
			mine.complete(loaded.value());
			return loaded.value();
		}
		catch (RuntimeException | Error failure) {
			this.loads.remove(key, mine);
			mine.completeExceptionally(failure);
			throw failure;
		}
	}

	// a load that was overtaken is not kept
	@SuppressWarnings("ReferenceEquality") // this very load, not one like it
	private void putIfCurrent(K key, Kept<V> loaded, CompletableFuture<V> mine) {
		this.loads.computeIfPresent(key, (same, current) -> {
			if (current != mine) {
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

	/** A thing, and when its load began. */
	private record Kept<V>(V value, long since) {
	}

}
