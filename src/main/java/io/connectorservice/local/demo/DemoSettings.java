package io.connectorservice.local.demo;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the demo service.
 *
 * @param port DEMO_PORT: the loopback port of the demo service; local mode chooses one if
 * it is not set, and 0 disables the demo service
 * @param tokenLife how long its access tokens are valid
 * @param callsPerMinute the maximum number of calls per minute and credential
 */
@Validated
@ConfigurationProperties("connector.local.demo")
record DemoSettings(@Min(0) @Max(65535) @DefaultValue("0") int port,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("5m") Duration tokenLife,
		@Min(1) @Max(1_000_000) @DefaultValue("6000") int callsPerMinute) {
}
