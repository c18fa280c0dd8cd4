package io.connectorservice.secret;

import java.time.Duration;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.invalidation.InvalidatingCache;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Keeps secrets in memory for a short time. That time holds whoever tells of changes: a
 * secret may be changed in the store itself.
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

	/** Loads anew; who asks meanwhile waits for this load. */
	Secret refresh(SecretPath path, Function<SecretPath, Secret> loader) {
		return this.secrets.refresh(path, loader);
	}

	/** Forgets a secret, also one that is being loaded just now. */
	void evict(SecretPath path) {
		this.secrets.evict(path);
	}

	/** Forgets all secrets below a prefix of keys, also those being loaded just now. */
	void evictBelow(String prefix) {
		this.secrets.evictAll((path) -> path.key().startsWith(prefix));
	}

}
