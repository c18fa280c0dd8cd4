package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.invalidation.ChangeNotification;
import io.connectorservice.invalidation.ChangeSubscriber;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.secret.Secret;
import io.connectorservice.tenant.ConnectorRef;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.stereotype.Component;

/**
 * Caches access tokens. A token's remaining lifetime is computed from the database's time
 * when the token was read and then measured with a monotonic clock.
 */
@Component
final class TokenCache implements ChangeSubscriber {

	private static final Duration FOREVER = Duration.ofDays(3650);

	// how long a cached token is used while the
	// secret store and the database cannot be reached
	private static final Duration LONGEST_OUTAGE = Duration.ofHours(1);

	private final Cache<ConnectorRef, Entry> tokens;

	private final Ticker ticker = Ticker.systemTicker();

	private final OAuthSettings settings;

	TokenCache(OAuthSettings settings, MeterRegistry registry) {
		this.settings = settings;
		this.tokens = Caffeine.newBuilder()
			.expireAfterWrite(LONGEST_OUTAGE)
			.maximumSize(settings.cacheSize())
			.ticker(this.ticker)
			.recordStats()
			.build();
		CaffeineCacheMetrics.monitor(registry, this.tokens, "tokens");
	}

	/** The cached token, unless the stored one should be read again. */
	Optional<Secret> find(TokenContext connection) {
		return findEntry(connection).filter((entry) -> this.ticker.read() - entry.lookAt() < 0).map(Entry::token);
	}

	/** The cached token until it expires, for use when the stored one cannot be read. */
	Optional<Secret> findUnexpired(TokenContext connection) {
		return findEntry(connection).filter((entry) -> this.ticker.read() - entry.endsAt() < 0).map(Entry::token);
	}

	private Optional<Entry> findEntry(TokenContext connection) {
		return Optional.ofNullable(this.tokens.getIfPresent(connection.connector()))
			.filter((entry) -> entry.rights().equals(connection.source().computeRights()));
	}

	/** Caches the access token until it should be refreshed. */
	void put(TokenContext connection, StoredTokens stored, Instant now) {
		put(connection, stored, now, untilRenewal(stored, now));
	}

	/**
	 * Caches the access token, but has the stored one read again after {@code untilLook}.
	 */
	void put(TokenContext connection, StoredTokens stored, Instant now, Duration untilLook) {
		long read = this.ticker.read();
		long lookAt = read + min(untilLook, this.settings.cacheTime()).toNanos();
		long endsAt = read + stored.computeRemainingLifetime(now).orElse(FOREVER).toNanos();
		String rights = connection.source().computeRights();
		stored.accessToken()
			.ifPresent((token) -> this.tokens.put(connection.connector(), new Entry(token, lookAt, endsAt, rights)));
	}

	/** The time until the token should be refreshed; negative if that time has passed. */
	Duration untilRenewal(StoredTokens stored, Instant now) {
		return stored.computeRemainingLifetime(now)
			.map((lifetime) -> lifetime.minus(computeMargin(stored)))
			.orElse(FOREVER);
	}

	private Duration computeMargin(StoredTokens stored) {
		return stored.computeLifetime()
			.map((life) -> min(life.dividedBy(10), this.settings.margin()))
			.orElse(this.settings.margin());
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	void evict(ConnectorRef connector) {
		this.tokens.invalidate(connector);
	}

	@Override
	public void onChange(ChangeNotification changeNotification) {
		ConnectorRef connector = ConnectorRef.of(changeNotification.tenant(), changeNotification.connector());
		switch (changeNotification.kind()) {
			case TOKENS, CREDENTIALS -> markStale(connector);
			case DISCONNECTED -> this.tokens.invalidate(connector);
			case CONFIGURATION, OAUTH_APPS -> {
				// revoked tokens send their own DISCONNECTED notification
			}
		}
	}

	@Override
	public void onMissedChanges() {
		this.tokens.asMap().keySet().forEach(this::markStale);
	}

	// the token itself is kept, for use while the
	// secret store and the database cannot be reached
	private void markStale(ConnectorRef connector) {
		this.tokens.asMap()
			.computeIfPresent(connector,
					(_, held) -> new Entry(held.token(), this.ticker.read(), held.endsAt(), held.rights()));
	}

	private record Entry(Secret token, long lookAt, long endsAt, String rights) {
	}

}
