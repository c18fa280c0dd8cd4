package io.connectorservice.connector;

import java.util.UUID;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.stereotype.Component;

/**
 * Holds connectors in use for a short time. The tenant is part of the key, so that nobody
 * is answered from what another tenant was allowed to see.
 */
@Component
final class ConnectorCache {

	private final Cache<Key, Connector> connectors;

	ConnectorCache(ConnectorSettings settings, MeterRegistry registry) {
		this.connectors = Caffeine.newBuilder()
			.expireAfterWrite(settings.cacheTime())
			.maximumSize(settings.cacheSize())
			.recordStats()
			.build();
		CaffeineCacheMetrics.monitor(registry, this.connectors, "connectors");
	}

	/** Loads at most once for all who wait; a failure is not kept. */
	Connector get(TenantId tenant, UUID id, Supplier<Connector> loader) {
		return this.connectors.get(new Key(tenant, id), (_) -> loader.get());
	}

	void forget(TenantId tenant, UUID id) {
		this.connectors.invalidate(new Key(tenant, id));
	}

	private record Key(TenantId tenant, UUID id) {
	}

}
