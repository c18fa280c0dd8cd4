package io.connectorservice.apispec;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of what API descriptions may take.
 *
 * @param cacheWeight size of the described text whose operations are kept in memory
 * @param cacheIdle how long a description that nobody uses is kept
 * @param maxOperations operations that one description may have
 * @param maxDepth levels of a schema that are looked at
 */
@Validated
@ConfigurationProperties("connector.apispec")
record ApiSpecSettings(@NotNull @DefaultValue("64MB") DataSize cacheWeight,
		@NotNull @DurationMin(seconds = 1) @DurationMax(days = 7) @DefaultValue("1h") Duration cacheIdle,
		@Min(1) @Max(20_000) @DefaultValue("5000") int maxOperations,
		@Min(5) @Max(200) @DefaultValue("100") int maxDepth) {

	private static final DataSize MOST = DataSize.ofGigabytes(4);

	ApiSpecSettings {
		if (cacheWeight.toBytes() < 1 || cacheWeight.compareTo(MOST) > 0) {
			throw new IllegalArgumentException("connector.apispec.cache-weight must be from 1B to 4GB");
		}
	}

}
