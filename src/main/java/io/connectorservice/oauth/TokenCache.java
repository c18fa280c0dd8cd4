package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.secret.Secret;
import io.connectorservice.tenant.TenantId;

import org.springframework.stereotype.Component;

/**
 * Holds access tokens in use for a short time. How long one still holds is counted by a
 * clock that never jumps, from what the database's clock said when it was read.
 */
@Component
final class TokenCache {

	private static final Duration FOREVER = Duration.ofDays(3650);

	private final Cache<Key, Entry> tokens;

	private final Ticker ticker = Ticker.systemTicker();

	private final OAuthSettings settings;

	TokenCache(OAuthSettings settings) {
		this.settings = settings;
		this.tokens = Caffeine.newBuilder()
			.expireAfterWrite(settings.cacheTime())
			.maximumSize(settings.cacheSize())
			.ticker(this.ticker)
			.build();
	}

	/** The token, if it is held and not about to end. */
	Optional<Secret> find(TenantId tenant, UUID connector) {
		return Optional.ofNullable(this.tokens.getIfPresent(new Key(tenant, connector)))
			.filter((entry) -> this.ticker.read() - entry.renewAt() < 0)
			.map(Entry::token);
	}

	/** Holds the access token until it is about to end. */
	void hold(TokenConnection connection, StoredTokens stored, Instant now) {
		long renewAt = this.ticker.read() + untilRenewal(stored, now).toNanos();
		stored.accessToken()
			.ifPresent((token) -> this.tokens.put(new Key(connection.tenant(), connection.connectorId()),
					new Entry(token, renewAt)));
	}

	/**
	 * How long the token may be used before it is to be renewed; negative if it is late.
	 */
	Duration untilRenewal(StoredTokens stored, Instant now) {
		return stored.left(now).map((left) -> left.minus(margin(stored))).orElse(FOREVER);
	}

	private Duration margin(StoredTokens stored) {
		Duration tenth = stored.life().map((life) -> life.dividedBy(10)).orElse(this.settings.margin());
		return (tenth.compareTo(this.settings.margin()) < 0) ? tenth : this.settings.margin();
	}

	void forget(TenantId tenant, UUID connector) {
		this.tokens.invalidate(new Key(tenant, connector));
	}

	private record Key(TenantId tenant, UUID connector) {
	}

	private record Entry(Secret token, long renewAt) {
	}

}
