package io.connectorservice.oauth.endpoint;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long calls of authorization servers may take.
 *
 * @param requestTimeout for one call of a token endpoint, but for renewals
 * @param renewalTimeout for a call that spends a refresh token: its answer counts however
 * late it comes, so this is generous; {@code connector.outbound.total-timeout} bounds it
 */
@Validated
@ConfigurationProperties("connector.oauth")
public record TokenEndpointSettings(
		@DurationMin(millis = 100) @DurationMax(seconds = 60) @DefaultValue("10s") Duration requestTimeout,
		@DurationMin(millis = 100) @DurationMax(minutes = 2) @DefaultValue("20s") Duration renewalTimeout) {
}
