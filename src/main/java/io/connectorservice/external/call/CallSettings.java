package io.connectorservice.external.call;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Deadlines and retries of calls of external services.
 *
 * @param deadline the longest time for a whole call: reading secrets, waiting for a
 * token, all attempts and the pauses between them; connector.outbound.total-timeout also
 * bounds each attempt
 * @param attempts how often a repeatable call is tried; 1 means no retry
 * @param firstPause the longest first pause between attempts; it doubles with each
 * attempt, and each pause is a random part of it
 * @param maxCooldown the longest cooldown of a connector whose service asks for fewer
 * calls, however long the service asks for
 */
@Validated
@ConfigurationProperties("connector.calls")
record CallSettings(@DurationMin(millis = 100) @DurationMax(minutes = 2) @DefaultValue("20s") Duration deadline,
		@Min(1) @Max(10) @DefaultValue("3") int attempts,
		@DurationMin(millis = 1) @DurationMax(seconds = 10) @DefaultValue("300ms") Duration firstPause,
		@DurationMin @DurationMax(hours = 24) @DefaultValue("60s") Duration maxCooldown) {
}
