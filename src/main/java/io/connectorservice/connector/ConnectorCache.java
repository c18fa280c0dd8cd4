package io.connectorservice.connector;

import java.util.UUID;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.change.Change;
import io.connectorservice.change.ChangeSubscriber;
import io.connectorservice.change.FreshCache;
import io.connectorservice.change.Freshness;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Holds connectors in use for a while. The tenant is part of the key, so that nobody is
 * answered from what another tenant was allowed to see.
 */
@Component
final class ConnectorCache implements ChangeSubscriber {

	private final FreshCache<Key, Connector> connectors;

	ConnectorCache(ConnectorSettings settings, Freshness freshness, MeterRegistry registry) {
		this.connectors = new FreshCache<Key, Connector>(freshness.longest(settings.cacheTime()), settings.cacheSize(),
				() -> freshness.limit(settings.cacheTime()), Ticker.systemTicker())
			.monitored(registry, "connectors");
	}

	/** Loads at most once for all who wait; a failure is not kept. */
	Connector get(TenantId tenant, UUID id, Supplier<Connector> loader) {
		return this.connectors.get(new Key(tenant, id), (_) -> loader.get());
	}

	void forget(TenantId tenant, UUID id) {
		this.connectors.forget(new Key(tenant, id));
	}

	@Override
	public void changed(Change change) {
		if (change.kind() == Change.Kind.CONFIGURATION) {
			forget(change.tenant(), change.connector());
		}
	}

	@Override
	public void missed() {
		this.connectors.forgetAll((_) -> true);
	}

	private record Key(TenantId tenant, UUID id) {
	}

}
