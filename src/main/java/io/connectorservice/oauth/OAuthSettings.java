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
 * @param margin how long before its end a token is renewed; at most a tenth of its life
 * @param cacheTime how long a token is used before it is looked for anew
 * @param cacheSize how many connectors' tokens are held
 * @param lease how long one process alone may renew a token; it is extended while the
 * renewal goes on, and is how long others are blocked when its process dies: shorter than
 * a call's deadline, so that those who wait then can still renew
 * @param patience how long a caller waits for a renewal, which goes on without it
 * @param rescue how long tokens that cannot be stored are held on to
 * @param forceEvery how old a token must be before a service that refuses it has it
 * renewed before its time: one that refuses all must not use up refresh tokens
 * @param longestBackoff between attempts at a token endpoint that fails
 * @param refusalsBeforeEnd how many refusals of the same kind in a row end a connection
 * whose provider uses words that are not known
 * @param refusedFor for how long these must have gone on
 */
@Validated
@ConfigurationProperties("connector.oauth")
record OAuthSettings(@DurationMin @DurationMax(minutes = 10) @DefaultValue("60s") Duration margin,
		@DurationMin @DurationMax(minutes = 5) @DefaultValue("10s") Duration cacheTime,
		@Min(1) @Max(1_000_000) @DefaultValue("10000") long cacheSize,
		@DurationMin(seconds = 1) @DurationMax(minutes = 5) @DefaultValue("10s") Duration lease,
		@DurationMin(millis = 100) @DurationMax(minutes = 2) @DefaultValue("25s") Duration patience,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("10m") Duration rescue,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("60s") Duration forceEvery,
		@DurationMin(seconds = 1) @DurationMax(hours = 24) @DefaultValue("10m") Duration longestBackoff,
		@Min(2) @Max(1000) @DefaultValue("5") int refusalsBeforeEnd,
		@DurationMin @DurationMax(days = 30) @DefaultValue("24h") Duration refusedFor) {
}
