package io.connectorservice.oauth.endpoint;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Timeouts of requests to authorization servers.
 *
 * @param requestTimeout the total timeout of a token request other than a refresh
 * @param refreshTimeout the total timeout of a request that spends a refresh token. It is
 * generous because a late response still brings the only valid refresh token;
 * {@code connector.outbound.total-timeout} is the upper bound
 */
@Validated
@ConfigurationProperties("connector.oauth")
public record TokenEndpointSettings(
		@DurationMin(millis = 100) @DurationMax(seconds = 60) @DefaultValue("10s") Duration requestTimeout,
		@DurationMin(millis = 100) @DurationMax(minutes = 2) @DefaultValue("20s") Duration refreshTimeout) {
}
