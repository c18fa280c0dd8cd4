package io.connectorservice.idempotency;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long idempotency keys and the responses for them are stored.
 *
 * @param retention how long a key is stored, counted from the first request with it
 * @param maxResponse the largest response that is stored; for a larger one, a repeated
 * request gets an error
 * @param lease how long a request counts as running after its process died; at least as
 * long as a call may take (connector.calls.deadline is at most two minutes)
 * @param cleanupInterval how often expired keys are deleted
 * @param cleanupBatch the maximum number of keys deleted in one transaction
 */
@Validated
@ConfigurationProperties("connector.idempotency")
record IdempotencySettings(@DurationMin(hours = 1) @DurationMax(days = 30) @DefaultValue("24h") Duration retention,
		@DefaultValue("256KB") DataSize maxResponse,
		@DurationMin(minutes = 2) @DurationMax(hours = 1) @DefaultValue("3m") Duration lease,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("10m") Duration cleanupInterval,
		@Min(1) @Max(100_000) @DefaultValue("1000") int cleanupBatch) {

	private static final DataSize MAX_ANSWER = DataSize.ofMegabytes(16);

	IdempotencySettings {
		if (maxResponse.toBytes() < 1024 || maxResponse.compareTo(MAX_ANSWER) > 0) {
			throw new IllegalArgumentException(
					"connector.idempotency.max-response must be between 1KB and " + MAX_ANSWER.toMegabytes() + "MB");
		}
	}

}
