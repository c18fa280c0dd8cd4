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
 * Settings of the limits of API descriptions.
 *
 * @param cacheWeight maximum total text size of the descriptions that are cached
 * @param cacheIdle time after which a cached description is evicted if it is not used
 * @param maxOperations maximum number of operations in one description; a larger one
 * cannot be saved
 * @param maxDepth maximum nesting depth of a schema; deeper parts accept any value
 */
@Validated
@ConfigurationProperties("connector.apispec")
record ApiSpecSettings(@NotNull @DefaultValue("64MB") DataSize cacheWeight,
		@NotNull @DurationMin(seconds = 1) @DurationMax(days = 7) @DefaultValue("1h") Duration cacheIdle,
		@Min(1) @Max(20_000) @DefaultValue("5000") int maxOperations,
		@Min(5) @Max(200) @DefaultValue("100") int maxDepth) {

	private static final DataSize MAX_CACHE_WEIGHT = DataSize.ofGigabytes(4);

	ApiSpecSettings {
		if (cacheWeight.toBytes() < 1 || cacheWeight.compareTo(MAX_CACHE_WEIGHT) > 0) {
			throw new IllegalArgumentException("connector.apispec.cache-weight must be from 1B to 4GB");
		}
	}

}
