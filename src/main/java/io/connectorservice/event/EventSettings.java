package io.connectorservice.event;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long events are kept.
 *
 * @param keep how long
 * @param clearInterval how often old ones are looked for
 * @param clearBatch how many are removed in one transaction
 * @param repeatEvery how often the same failure of a connector is noted, with a count; 0
 * notes each
 * @param repeatCheck how often it is looked whether that time is over
 * @param countUpTo how far a list's total is counted
 */
@Validated
@ConfigurationProperties("connector.events")
record EventSettings(@DurationMin(hours = 1) @DurationMax(days = 3660) @DefaultValue("30d") Duration keep,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("10m") Duration clearInterval,
		@Min(1) @Max(100_000) @DefaultValue("1000") int clearBatch,
		@DurationMin(seconds = 0) @DurationMax(hours = 1) @DefaultValue("10s") Duration repeatEvery,
		@DurationMin(millis = 10) @DurationMax(minutes = 1) @DefaultValue("1s") Duration repeatCheck,
		@Min(100) @Max(1_000_000) @DefaultValue("10000") int countUpTo) {
}
