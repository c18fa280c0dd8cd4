package io.connectorservice.oauth;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How tokens are cached and refreshed.
 *
 * @param margin how long before its expiry a token is refreshed; capped at a tenth of the
 * token's lifetime
 * @param cacheTime how long a cached token is used before the stored one is read again
 * @param cacheSize the maximum number of connectors whose tokens are cached
 * @param lease how long the right to refresh a connector's token lasts without an
 * extension. It is extended while the refresh runs. If the process dies, other processes
 * are blocked for this long; so it must be shorter than a call's deadline, or waiting
 * calls could not refresh the token themselves
 * @param refreshWaitTimeout how long a caller waits for a refresh; the refresh itself
 * goes on after that
 * @param rescue how long new tokens that cannot be stored are kept in memory while
 * storing them is retried
 * @param forcedRefreshInterval the minimum age of a token before a service's 401 causes
 * an early refresh; a service that refuses every token must not use up refresh tokens
 * @param maxBackoff the longest pause between attempts at a failing token endpoint
 * @param refusalsBeforeEnd how many identical refusals in a row, with an error code that
 * is not known, end a connection
 * @param refusedFor how long these refusals must have gone on before they end the
 * connection
 */
@Validated
@ConfigurationProperties("connector.oauth")
record OAuthSettings(@DurationMin @DurationMax(minutes = 10) @DefaultValue("60s") Duration margin,
		@DurationMin @DurationMax(minutes = 5) @DefaultValue("10s") Duration cacheTime,
		@Min(1) @Max(1_000_000) @DefaultValue("10000") long cacheSize,
		@DurationMin(seconds = 1) @DurationMax(minutes = 5) @DefaultValue("10s") Duration lease,
		@DurationMin(millis = 100) @DurationMax(minutes = 2) @DefaultValue("25s") Duration refreshWaitTimeout,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("10m") Duration rescue,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("60s") Duration forcedRefreshInterval,
		@DurationMin(seconds = 1) @DurationMax(hours = 24) @DefaultValue("10m") Duration maxBackoff,
		@Min(2) @Max(1000) @DefaultValue("5") int refusalsBeforeEnd,
		@DurationMin @DurationMax(days = 30) @DefaultValue("24h") Duration refusedFor) {
}
