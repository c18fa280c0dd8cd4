package io.connectorservice.connector;

import java.time.Duration;
import java.util.Set;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for caching connectors and recording their use.
 *
 * @param autoRegisterTenants TENANT_AUTO_REGISTER: whether a tenant's row is inserted
 * when its first connector is created
 * @param cacheTime how long a cached connector is used before it is read again
 * @param cacheSize the maximum number of cached connectors
 * @param noteEvery the minimum interval between two recorded successes of a working
 * connector
 * @param removalInterval how often the removal of secrets that could not be removed at
 * once is retried
 * @param recoverAfter the minimum time for which a connector counts as failing, so that
 * one that works only now and then does not cause a notification each time
 * @param measuredServices names of services outside the catalog that get their own time
 * series in metrics; all others share one
 */
@Validated
@ConfigurationProperties("connector.connectors")
public record ConnectorSettings(@DefaultValue("false") boolean autoRegisterTenants,
		@DurationMin @DurationMax(minutes = 10) @DefaultValue("5s") Duration cacheTime,
		@Min(0) @Max(1_000_000) @DefaultValue("10000") long cacheSize,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("10s") Duration noteEvery,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("60s") Duration removalInterval,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("30s") Duration recoverAfter,
		@DefaultValue @Size(max = 200) Set<String> measuredServices) {
}
