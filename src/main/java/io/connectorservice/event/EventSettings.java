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
 */
@Validated
@ConfigurationProperties("connector.events")
record EventSettings(@DurationMin(hours = 1) @DurationMax(days = 3660) @DefaultValue("30d") Duration keep,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("10m") Duration clearInterval,
		@Min(1) @Max(100_000) @DefaultValue("1000") int clearBatch) {
}
