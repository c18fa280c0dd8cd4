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
 * When a connector's service is left in peace.
 *
 * @param window the calls that are looked at, the latest ones, from the first failure on
 * @param minimum as many of them must have been made
 * @param failurePercent as many of them must have failed
 * @param open how long no call is made then
 * @param probes calls that are let through after that, to see whether it works again
 * @param idle how long what is known of an unused connector is kept
 * @param size how many connectors that failed lately are known of
 */
@Validated
@ConfigurationProperties("connector.breaker")
record CircuitBreakerSettings(@DefaultValue("20") @Min(2) @Max(1000) int window,
		@DefaultValue("10") @Min(1) @Max(1000) int minimum, @DefaultValue("50") @Min(1) @Max(100) int failurePercent,
		@DefaultValue("10s") @DurationMin(millis = 10) @DurationMax(minutes = 10) Duration open,
		@DefaultValue("3") @Min(1) @Max(100) int probes,
		@DefaultValue("10m") @DurationMin(seconds = 1) @DurationMax(hours = 24) Duration idle,
		@DefaultValue("10000") @Min(1) @Max(1_000_000) int size) {

	CircuitBreakerSettings {
		Assert.isTrue(minimum <= window, "connector.breaker.minimum must be at most connector.breaker.window.");
	}

}
