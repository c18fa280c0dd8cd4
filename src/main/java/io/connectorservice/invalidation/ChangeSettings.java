package io.connectorservice.invalidation;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How replicas hear of changes.
 *
 * @param listen whether they listen at all; without, caches expire after their own time
 * @param cacheTime how long a cache that hears of every change may keep a thing
 * @param keepAlive how often it is looked whether the connection still leads anywhere
 * @param patience how long that, and a notification of our own, may take
 * @param proveEvery how often a notification is sent to see that it arrives
 * @param longestPause between attempts to listen
 */
@Validated
@ConfigurationProperties("connector.changes")
record ChangeSettings(@DefaultValue("true") boolean listen,
		@DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("60s") Duration cacheTime,
		@DurationMin(millis = 100) @DurationMax(minutes = 1) @DefaultValue("4s") Duration keepAlive,
		@DurationMin(seconds = 1) @DurationMax(seconds = 30) @DefaultValue("3s") Duration patience,
		@DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("30s") Duration proveEvery,
		@DurationMin(millis = 500) @DurationMax(minutes = 5) @DefaultValue("5s") Duration longestPause) {
}
