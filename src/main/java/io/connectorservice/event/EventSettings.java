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
 * Settings of connectors' events.
 *
 * @param retention how long events are kept
 * @param clearInterval how often events older than that are deleted
 * @param clearBatch the maximum number of events deleted in one transaction
 * @param repeatEvery how often repetitions of the same failure or test of a connector are
 * stored, as one event with a count; 0 stores each
 * @param repeatCheck how often the counted repetitions are checked for ones that are due
 * to be stored
 * @param countUpTo up to which number the total of a list is counted exactly
 */
@Validated
@ConfigurationProperties("connector.events")
record EventSettings(@DurationMin(hours = 1) @DurationMax(days = 3660) @DefaultValue("30d") Duration retention,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("10m") Duration clearInterval,
		@Min(1) @Max(100_000) @DefaultValue("1000") int clearBatch,
		@DurationMin(seconds = 0) @DurationMax(hours = 1) @DefaultValue("10s") Duration repeatEvery,
		@DurationMin(millis = 10) @DurationMax(minutes = 1) @DefaultValue("1s") Duration repeatCheck,
		@Min(100) @Max(1_000_000) @DefaultValue("10000") int countUpTo) {
}
