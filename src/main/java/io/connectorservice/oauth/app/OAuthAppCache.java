package io.connectorservice.oauth.app;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.catalog.OAuthApps;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.invalidation.CacheTtlPolicy;
import io.connectorservice.invalidation.ChangeNotification;
import io.connectorservice.invalidation.ChangeSubscriber;
import io.connectorservice.invalidation.InvalidatingCache;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Caches all OAuth apps together, as there are at most as many as known services. While
 * the database is down, the last known apps are used.
 */
@Component
final class OAuthAppCache implements OAuthApps, ChangeSubscriber {

	private static final Logger log = LoggerFactory.getLogger(OAuthAppCache.class);

	private static final String ALL = "all";

	private final OAuthAppRepository repository;

	private final TenantTransactions transactions;

	private final InvalidatingCache<String, Map<String, OAuthApp>> apps;

	private volatile @Nullable Map<String, OAuthApp> lastKnown;

	OAuthAppCache(OAuthAppRepository repository, TenantTransactions transactions, OAuthAppSettings settings,
			CacheTtlPolicy ttlPolicy) {
		this.repository = repository;
		this.transactions = transactions;
		this.apps = new InvalidatingCache<>(ttlPolicy.computeMaxTtl(settings.cacheTime()), 1,
				() -> ttlPolicy.computeTtl(settings.cacheTime()), Ticker.systemTicker());
	}

	@Override
	public Optional<OAuthApp> find(String serviceName) {
		return Optional.ofNullable(findAll().get(serviceName));
	}

	@Override
	public void load() {
		findAll();
	}

	@EventListener(ApplicationReadyEvent.class)
	void loadAtStart() {
		try {
			load();
		}
		catch (ProblemException unavailable) {
			log.debug("OAuth apps cannot be read yet: {}", unavailable.code().code());
		}
	}

	private Map<String, OAuthApp> findAll() {
		Map<String, OAuthApp> loaded = this.lastKnown;
		if (loaded != null && this.transactions.isRunning()) {
			return loaded;
		}
		try {
			return this.apps.get(ALL, (_) -> loadAll());
		}
		catch (ProblemException unavailable) {
			Map<String, OAuthApp> known = this.lastKnown;
			if (known == null) {
				throw unavailable;
			}
			return known;
		}
	}

	private Map<String, OAuthApp> loadAll() {
		Map<String, OAuthApp> loaded = this.repository.findAll()
			.stream()
			.map(RegisteredApp::toOAuthApp)
			.collect(Collectors.toUnmodifiableMap(OAuthApp::serviceName, (app) -> app));
		this.lastKnown = loaded;
		return loaded;
	}

	void evict() {
		this.apps.evict(ALL);
	}

	@Override
	public void onChange(ChangeNotification changeNotification) {
		if (changeNotification.kind() == ChangeNotification.Kind.OAUTH_APPS) {
			evict();
		}
	}

	@Override
	public void onMissedChanges() {
		evict();
	}

}
