package io.connectorservice.security.token;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the cache of verified tokens.
 *
 * @param ttl time after which a token's signature is verified again; its expiry is
 * checked on every request
 * @param maxSize maximum number of cached tokens
 */
@Validated
@ConfigurationProperties("connector.jwt-cache")
record JwtCacheSettings(@DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("60s") Duration ttl,
		@Min(1) @Max(1_000_000) @DefaultValue("10000") int maxSize) {
}
