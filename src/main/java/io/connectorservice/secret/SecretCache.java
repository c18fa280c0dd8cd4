package io.connectorservice.secret;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

/**
 * Keeps secrets in memory for a short time and lets callers who want the same one wait
 * for a single load.
 */
final class SecretCache {

	private final Cache<SecretPath, Secret> cache;

	private final ConcurrentMap<SecretPath, CompletableFuture<Secret>> loads = new ConcurrentHashMap<>();

	SecretCache(Duration ttl, long maximumSize, Ticker ticker, MeterRegistry registry) {
		this.cache = Caffeine.newBuilder()
			.expireAfterWrite(ttl)
			.maximumSize(maximumSize)
			.ticker(ticker)
			.executor(Runnable::run)
			.recordStats()
			.build();
		CaffeineCacheMetrics.monitor(registry, this.cache, "secrets");
	}

	Secret get(SecretPath path, Function<SecretPath, Secret> loader) {
		Secret cached = this.cache.getIfPresent(path);
		if (cached != null) {
			return cached;
		}
		CompletableFuture<Secret> mine = new CompletableFuture<>();
		CompletableFuture<Secret> first = this.loads.putIfAbsent(path, mine);
		return (first != null) ? join(first) : load(path, loader, mine);
	}

	/** Loads anew; who asks meanwhile waits for this load. */
	Secret refresh(SecretPath path, Function<SecretPath, Secret> loader) {
		CompletableFuture<Secret> mine = new CompletableFuture<>();
		this.loads.compute(path, (key, earlier) -> {
			this.cache.invalidate(key);
			return mine;
		});
		return load(path, loader, mine);
	}

	/** Forgets a secret, also one that is being loaded just now. */
	void evict(SecretPath path) {
		this.loads.compute(path, (key, earlier) -> {
			this.cache.invalidate(key);
			return null;
		});
	}

	private Secret load(SecretPath path, Function<SecretPath, Secret> loader, CompletableFuture<Secret> mine) {
		try {
			Secret loaded = loader.apply(path);
			keep(path, loaded, mine);
			mine.complete(loaded);
			return loaded;
		}
		catch (RuntimeException | Error ex) {
			this.loads.remove(path, mine);
			mine.completeExceptionally(ex);
			throw ex;
		}
	}

	// a load that was overtaken by an eviction or a refresh is not kept: it may be old
	@SuppressWarnings("ReferenceEquality") // this very load, not one like it
	private void keep(SecretPath path, Secret loaded, CompletableFuture<Secret> mine) {
		this.loads.computeIfPresent(path, (key, current) -> {
			if (current != mine) {
				return current;
			}
			this.cache.put(key, loaded);
			return null;
		});
	}

	private static Secret join(CompletableFuture<Secret> load) {
		try {
			return load.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ex;
		}
	}

}
