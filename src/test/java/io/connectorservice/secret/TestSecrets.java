package io.connectorservice.secret;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Secrets for tests of this and other rooms.
 */
public final class TestSecrets {

	private TestSecrets() {
	}

	/** Secrets that a test keeps in memory. */
	public static Secrets inMemory() {
		return of(new InMemorySecretStore());
	}

	/** Secrets in a store, with a cache of ten seconds. */
	public static Secrets of(SecretStore store) {
		return of(store, Duration.ofSeconds(10), Ticker.systemTicker());
	}

	static Secrets of(SecretStore store, Duration cacheTtl, Ticker ticker) {
		return new Secrets(paths(), new OperatorPaths("kv", "operator/oauth-apps/{service_name}", "tenant_{tenant_id}"),
				store, new SecretCache(cacheTtl, 1000, ticker, new SimpleMeterRegistry()));
	}

	public static SecretSettings settings() {
		return new SecretSettings("kv", "tenant_{tenant_id}", "operator/oauth-apps/{service_name}", null,
				Duration.ofSeconds(10), 1000);
	}

	public static SecretPathParser paths() {
		return new SecretPathParser("kv", "tenant_{tenant_id}");
	}

}
