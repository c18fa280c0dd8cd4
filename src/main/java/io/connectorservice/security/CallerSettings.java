package io.connectorservice.security;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much of the service one caller may take.
 *
 * @param requestsPerSecond of a tenant, in the long run
 * @param burst requests of a tenant at once
 * @param headTimeout from a request's first byte to the end of its headers
 * @param bodyTimeout from the end of its headers to the end of its body
 */
@Validated
@ConfigurationProperties("connector.callers")
public record CallerSettings(@DefaultValue("1000") @Min(1) @Max(1_000_000) int requestsPerSecond,
		@DefaultValue("2000") @Min(1) @Max(1_000_000) int burst,
		@DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration headTimeout,
		@DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(minutes = 10) Duration bodyTimeout) {
}
