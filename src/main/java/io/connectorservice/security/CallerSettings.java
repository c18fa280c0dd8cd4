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
 * Limits of what one caller may take of the service.
 *
 * @param requestsPerSecond sustained rate of one tenant; further requests get 429
 * @param burst size of a tenant's bucket: requests that it may send at once before the
 * sustained rate applies
 * @param headTimeout maximum time from the first byte of a request to the end of its
 * headers; then the connection is closed
 * @param bodyTimeout maximum time from the end of a request's headers to the end of its
 * body; then the request is rejected
 */
@Validated
@ConfigurationProperties("connector.callers")
public record CallerSettings(@DefaultValue("1000") @Min(1) @Max(1_000_000) int requestsPerSecond,
		@DefaultValue("2000") @Min(1) @Max(1_000_000) int burst,
		@DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration headTimeout,
		@DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(minutes = 10) Duration bodyTimeout) {
}
