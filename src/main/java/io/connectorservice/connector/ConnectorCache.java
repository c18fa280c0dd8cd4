package io.connectorservice.connector;

import java.util.UUID;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.invalidation.CacheTtlPolicy;
import io.connectorservice.invalidation.ChangeNotification;
import io.connectorservice.invalidation.ChangeSubscriber;
import io.connectorservice.invalidation.InvalidatingCache;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Caches connectors. The tenant is part of the key, so that no tenant is served an entry
 * that another tenant was allowed to see.
 */
@Component
public final class ConnectorCache implements ChangeSubscriber {

	private final InvalidatingCache<Key, Connector> connectors;

	ConnectorCache(ConnectorSettings settings, CacheTtlPolicy cacheTtlPolicy, MeterRegistry registry) {
		this.connectors = new InvalidatingCache<Key, Connector>(cacheTtlPolicy.computeMaxTtl(settings.cacheTime()),
				settings.cacheSize(), () -> cacheTtlPolicy.computeTtl(settings.cacheTime()), Ticker.systemTicker())
			.registerMetrics(registry, "connectors");
	}

	/**
	 * Returns the cached connector or loads it, at most once for all waiting callers; a
	 * failure is not cached.
	 */
	Connector get(TenantId tenant, UUID id, Supplier<Connector> loader) {
		return this.connectors.get(new Key(tenant, id), (_) -> loader.get());
	}

	public void evict(TenantId tenant, UUID id) {
		this.connectors.evict(new Key(tenant, id));
	}

	@Override
	public void onChange(ChangeNotification changeNotification) {
		if (changeNotification.kind() == ChangeNotification.Kind.CONFIGURATION) {
			evict(changeNotification.tenant(), changeNotification.connector());
		}
	}

	@Override
	public void onMissedChanges() {
		this.connectors.evictAll((_) -> true);
	}

	private record Key(TenantId tenant, UUID id) {
	}

}
