package io.connectorservice.trace;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the log is written.
 *
 * @param queue how many lines may wait to be written; 0 writes each at once, and has the
 * request wait for it
 */
@Validated
@ConfigurationProperties("connector.log")
record LogSettings(@Min(0) @Max(1_000_000) @DefaultValue("8192") int queue) {
}
