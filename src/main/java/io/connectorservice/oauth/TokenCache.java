package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.change.Change;
import io.connectorservice.change.ChangeSubscriber;
import io.connectorservice.secret.Secret;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.stereotype.Component;

/**
 * Holds access tokens in use. How long one still holds is counted by a clock that never
 * jumps, from what the database's clock said when it was read.
 */
@Component
final class TokenCache implements ChangeSubscriber {

	private static final Duration FOREVER = Duration.ofDays(3650);

	// for so long a token serves while the stores behind cannot be asked
	private static final Duration LONGEST_OUTAGE = Duration.ofHours(1);

	private final Cache<Key, Entry> tokens;

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

	/** The token, unless it is time to look for another. */
	Optional<Secret> find(TokenConnection connection) {
		return entry(connection).filter((entry) -> this.ticker.read() - entry.lookAt() < 0).map(Entry::token);
	}

	/** The token as long as it has not ended, for when no other can be looked for. */
	Optional<Secret> holding(TokenConnection connection) {
		return entry(connection).filter((entry) -> this.ticker.read() - entry.endsAt() < 0).map(Entry::token);
	}

	private Optional<Entry> entry(TokenConnection connection) {
		return Optional.ofNullable(this.tokens.getIfPresent(key(connection)))
			.filter((entry) -> entry.rights().equals(connection.source().rights()));
	}

	/** Holds the access token until it is about to end. */
	void hold(TokenConnection connection, StoredTokens stored, Instant now) {
		hold(connection, stored, now, untilRenewal(stored, now));
	}

	/** Holds the access token, though another is to be looked for after a while. */
	void hold(TokenConnection connection, StoredTokens stored, Instant now, Duration untilLook) {
		long read = this.ticker.read();
		long lookAt = read + shorter(untilLook, this.settings.cacheTime()).toNanos();
		long endsAt = read + stored.left(now).orElse(FOREVER).toNanos();
		String rights = connection.source().rights();
		stored.accessToken()
			.ifPresent((token) -> this.tokens.put(key(connection), new Entry(token, lookAt, endsAt, rights)));
	}

	/**
	 * How long the token may be used before it is to be renewed; negative if it is late.
	 */
	Duration untilRenewal(StoredTokens stored, Instant now) {
		return stored.left(now).map((left) -> left.minus(margin(stored))).orElse(FOREVER);
	}

	private Duration margin(StoredTokens stored) {
		return stored.life()
			.map((life) -> shorter(life.dividedBy(10), this.settings.margin()))
			.orElse(this.settings.margin());
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	void forget(TenantId tenant, UUID connector) {
		this.tokens.invalidate(new Key(tenant, connector));
	}

	@Override
	public void changed(Change change) {
		Key key = new Key(change.tenant(), change.connector());
		switch (change.kind()) {
			case TOKENS, CREDENTIALS -> lookAnew(key);
			case DISCONNECTED -> this.tokens.invalidate(key);
			case CONFIGURATION -> {
				// tokens that do not count any more are told by themselves
			}
		}
	}

	@Override
	public void missed() {
		this.tokens.asMap().keySet().forEach(this::lookAnew);
	}

	// it still serves while the stores behind cannot be asked
	private void lookAnew(Key key) {
		this.tokens.asMap()
			.computeIfPresent(key,
					(_, held) -> new Entry(held.token(), this.ticker.read(), held.endsAt(), held.rights()));
	}

	private static Key key(TokenConnection connection) {
		return new Key(connection.tenant(), connection.connectorId());
	}

	private record Key(TenantId tenant, UUID connector) {
	}

	private record Entry(Secret token, long lookAt, long endsAt, String rights) {
	}

}
