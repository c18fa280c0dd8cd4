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
 * For how long, and of how many tokens, it is remembered that their signature held.
 *
 * @param life after which a signature is verified again; the token's own end is looked at
 * each time
 * @param most how many at once
 */
@Validated
@ConfigurationProperties("connector.remembered-tokens")
record JwtCacheSettings(@DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("60s") Duration life,
		@Min(1) @Max(1_000_000) @DefaultValue("10000") int most) {
}
