package io.connectorservice.connector.operation;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of a call that reads all pages of a list.
 *
 * @param deadline the time after which no further page is requested
 * @param maxPages the maximum number of pages that are requested
 */
@Validated
@ConfigurationProperties("connector.pages")
record PageSettings(@DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("2m") Duration deadline,
		@Min(1) @Max(100_000) @DefaultValue("1000") int maxPages) {
}
