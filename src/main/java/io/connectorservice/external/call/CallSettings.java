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
 * How persistent calls of external services are.
 *
 * @param deadline for all of a call: reading secrets, waiting for a token, all attempts
 * and the pauses between them; one attempt is bounded by connector.outbound.total-timeout
 * besides
 * @param attempts how often a call that may be repeated is tried; 1 repeats none
 * @param firstPause the longest first pause; it doubles, and each is cut at random
 * @param longestHold how long a connector's calls are held back at most where its service
 * asks for fewer, whatever it asks
 */
@Validated
@ConfigurationProperties("connector.calls")
record CallSettings(@DurationMin(millis = 100) @DurationMax(minutes = 2) @DefaultValue("20s") Duration deadline,
		@Min(1) @Max(10) @DefaultValue("3") int attempts,
		@DurationMin(millis = 1) @DurationMax(seconds = 10) @DefaultValue("300ms") Duration firstPause,
		@DurationMin @DurationMax(hours = 24) @DefaultValue("60s") Duration longestHold) {
}
