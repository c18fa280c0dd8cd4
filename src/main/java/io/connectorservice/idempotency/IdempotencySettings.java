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
 * How long idempotency keys are remembered, and how much of an answer.
 *
 * @param keptFor how long, from the first request with a key
 * @param largestAnswer an answer larger than that is not kept
 * @param lease how long a request counts as under way whose process died; never less than
 * a call may take (connector.calls.deadline is at most two minutes)
 * @param cleanupInterval how often keys that have expired are looked for
 * @param cleanupBatch how many are removed in one transaction
 */
@Validated
@ConfigurationProperties("connector.idempotency")
record IdempotencySettings(@DurationMin(hours = 1) @DurationMax(days = 30) @DefaultValue("24h") Duration keptFor,
		@DefaultValue("256KB") DataSize largestAnswer,
		@DurationMin(minutes = 2) @DurationMax(hours = 1) @DefaultValue("3m") Duration lease,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("10m") Duration cleanupInterval,
		@Min(1) @Max(100_000) @DefaultValue("1000") int cleanupBatch) {

	private static final DataSize MOST = DataSize.ofMegabytes(16);

	IdempotencySettings {
		if (largestAnswer.toBytes() < 1024 || largestAnswer.compareTo(MOST) > 0) {
			throw new IllegalArgumentException(
					"connector.idempotency.largest-answer must be between 1KB and " + MOST.toMegabytes() + "MB");
		}
	}

}
