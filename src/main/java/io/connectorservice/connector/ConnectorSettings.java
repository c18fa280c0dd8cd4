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
 * How connectors are kept in memory and their use is noted.
 *
 * @param autoRegisterTenants TENANT_AUTO_REGISTER: makes a tenant's row at its first
 * configuration
 * @param cacheTime how long a configuration is used before it is read again
 * @param cacheSize how many configurations are held
 * @param noteEvery how often a success of a connector that works is written down
 * @param removalInterval how often secrets are removed that could not be at once
 * @param recoverAfter how long a connector counts as failing at least, so that one that
 * works now and then is not told of each time
 * @param measuredServices names of services outside the catalog that metrics tell apart
 * from all others
 */
@Validated
@ConfigurationProperties("connector.connectors")
record ConnectorSettings(@DefaultValue("false") boolean autoRegisterTenants,
		@DurationMin @DurationMax(minutes = 10) @DefaultValue("5s") Duration cacheTime,
		@Min(0) @Max(1_000_000) @DefaultValue("10000") long cacheSize,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("10s") Duration noteEvery,
		@DurationMin(seconds = 1) @DurationMax(days = 1) @DefaultValue("60s") Duration removalInterval,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("30s") Duration recoverAfter,
		@DefaultValue @Size(max = 200) Set<String> measuredServices) {
}
