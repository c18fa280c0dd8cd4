package io.connectorservice.invalidation;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of change notifications between replicas.
 *
 * @param listen whether this replica listens for notifications; if false, caches use
 * their own TTL
 * @param cacheTime TTL of cached entries while notifications arrive
 * @param keepAlive interval of the checks whether the connection is alive
 * @param timeout timeout of such a check, and of receiving our own test notification
 * @param proofInterval interval of test notifications that verify the delivery
 * @param maxReconnectDelay maximum delay between attempts to listen
 */
@Validated
@ConfigurationProperties("connector.changes")
record ChangeSettings(@DefaultValue("true") boolean listen,
		@DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("60s") Duration cacheTime,
		@DurationMin(millis = 100) @DurationMax(minutes = 1) @DefaultValue("4s") Duration keepAlive,
		@DurationMin(seconds = 1) @DurationMax(seconds = 30) @DefaultValue("3s") Duration timeout,
		@DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("30s") Duration proofInterval,
		@DurationMin(millis = 500) @DurationMax(minutes = 5) @DefaultValue("5s") Duration maxReconnectDelay) {
}
