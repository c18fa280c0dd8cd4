package io.connectorservice.secret;

import java.time.Duration;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.invalidation.InvalidatingCache;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Caches secrets in memory for a short time. The TTL also applies when change
 * notifications work, because secrets can be edited in the store directly.
 */
final class SecretCache {

	private final InvalidatingCache<SecretPath, Secret> secrets;

	SecretCache(Duration ttl, long maximumSize, Ticker ticker, MeterRegistry registry) {
		this.secrets = new InvalidatingCache<SecretPath, Secret>(ttl, maximumSize, () -> ttl, ticker)
			.registerMetrics(registry, "secrets");
	}

	Secret get(SecretPath path, Function<SecretPath, Secret> loader) {
		return this.secrets.get(path, loader);
	}

	/**
	 * Loads the secret again. Threads that ask for it in the meantime wait for this load.
	 */
	Secret refresh(SecretPath path, Function<SecretPath, Secret> loader) {
		return this.secrets.refresh(path, loader);
	}

	/** Evicts a secret and discards a load of it that is in progress. */
	void evict(SecretPath path) {
		this.secrets.evict(path);
	}

	/**
	 * Evicts all secrets whose key starts with the prefix and discards loads of them that
	 * are in progress.
	 */
	void evictBelow(String prefix) {
		this.secrets.evictAll((path) -> path.key().startsWith(prefix));
	}

}
