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
 * The demo service.
 *
 * @param port DEMO_PORT: where it listens on loopback; local mode chooses one unless it
 * is given, and 0 switches it off
 * @param tokenLife how long its access tokens hold
 * @param callsPerMinute how many calls it takes of each credential
 */
@Validated
@ConfigurationProperties("connector.local.demo")
record DemoSettings(@Min(0) @Max(65535) @DefaultValue("0") int port,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("5m") Duration tokenLife,
		@Min(1) @Max(1_000_000) @DefaultValue("6000") int callsPerMinute) {
}
