package io.connectorservice.trace;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the log output.
 *
 * @param queue maximum number of log lines that wait to be written; with 0 each line is
 * written immediately and the request waits for it
 */
@Validated
@ConfigurationProperties("connector.log")
record LogSettings(@Min(0) @Max(1_000_000) @DefaultValue("8192") int queue) {
}
