package io.connectorservice.external.call;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.validation.annotation.Validated;

/**
 * When the circuit breaker of a connector's service opens, and for how long.
 *
 * @param window how many of the latest calls count, from the first failure on
 * @param minimumCalls how many calls it takes before the breaker may open
 * @param failurePercent the share of failed calls, in percent, that opens the breaker
 * @param openDuration how long an open breaker refuses calls
 * @param halfOpenCalls how many calls a half-open breaker lets through to try the service
 * @param idle how long the breaker of an unused connector is kept
 * @param size how many breakers are kept
 */
@Validated
@ConfigurationProperties("connector.breaker")
record CircuitBreakerSettings(@DefaultValue("20") @Min(2) @Max(1000) int window,
		@DefaultValue("10") @Min(1) @Max(1000) int minimumCalls,
		@DefaultValue("50") @Min(1) @Max(100) int failurePercent,
		@DefaultValue("10s") @DurationMin(millis = 10) @DurationMax(minutes = 10) Duration openDuration,
		@DefaultValue("3") @Min(1) @Max(100) int halfOpenCalls,
		@DefaultValue("10m") @DurationMin(seconds = 1) @DurationMax(hours = 24) Duration idle,
		@DefaultValue("10000") @Min(1) @Max(1_000_000) int size) {

	CircuitBreakerSettings {
		Assert.isTrue(minimumCalls <= window,
				"connector.breaker.minimum-calls must be at most connector.breaker.window.");
	}

}
