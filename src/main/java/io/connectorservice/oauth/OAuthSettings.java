package io.connectorservice.oauth;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How tokens are kept alive.
 *
 * @param publicUrl PUBLIC_URL: our own outside address, for redirect URIs
 * @param returnUrlAllow RETURN_URL_ALLOW: origins that a flow may return to
 * @param margin how long before its end a token is renewed; at most a tenth of its life
 * @param cacheTime how long a token is used before it is looked for anew
 * @param cacheSize how many connectors' tokens are held
 * @param requestTimeout for one call of a token endpoint, but for renewals
 * @param renewalTimeout for a call that spends a refresh token: its answer counts however
 * late it comes, so this is generous; {@code connector.outbound.total-timeout} bounds it
 * @param lease how long one process alone may renew a token; it is extended while the
 * renewal goes on, and is how long others are blocked when its process dies: shorter than
 * a call's deadline, so that those who wait then can still renew
 * @param patience how long a caller waits for a renewal, which goes on without it
 * @param rescue how long tokens that cannot be stored are held on to
 * @param forceEvery how old a token must be before a service that refuses it has it
 * renewed before its time: one that refuses all must not use up refresh tokens
 * @param longestBackoff between attempts at a token endpoint that fails
 * @param refusalsBeforeEnd how many refusals of the same kind in a row end a connection
 * whose provider uses words that are not known
 * @param refusedFor for how long these must have gone on
 * @param authorizationLife how long a begun authorization may take
 * @param authorizationsPerConnector begun at once of one connector; the oldest gives way
 * @param authorizationsPerTenant begun at once of all of a tenant's connectors
 */
@Validated
@ConfigurationProperties("connector.oauth")
record OAuthSettings(@Nullable String publicUrl, @DefaultValue List<String> returnUrlAllow,
		@DurationMin @DurationMax(minutes = 10) @DefaultValue("60s") Duration margin,
		@DurationMin @DurationMax(minutes = 5) @DefaultValue("10s") Duration cacheTime,
		@Min(1) @Max(1_000_000) @DefaultValue("10000") long cacheSize,
		@DurationMin(millis = 100) @DurationMax(seconds = 60) @DefaultValue("10s") Duration requestTimeout,
		@DurationMin(millis = 100) @DurationMax(minutes = 2) @DefaultValue("20s") Duration renewalTimeout,
		@DurationMin(seconds = 1) @DurationMax(minutes = 5) @DefaultValue("10s") Duration lease,
		@DurationMin(millis = 100) @DurationMax(minutes = 2) @DefaultValue("25s") Duration patience,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("10m") Duration rescue,
		@DurationMin @DurationMax(hours = 1) @DefaultValue("60s") Duration forceEvery,
		@DurationMin(seconds = 1) @DurationMax(hours = 24) @DefaultValue("10m") Duration longestBackoff,
		@Min(2) @Max(1000) @DefaultValue("5") int refusalsBeforeEnd,
		@DurationMin @DurationMax(days = 30) @DefaultValue("24h") Duration refusedFor,
		@DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("10m") Duration authorizationLife,
		@Min(1) @Max(10_000) @DefaultValue("20") int authorizationsPerConnector,
		@Min(1) @Max(1_000_000) @DefaultValue("500") int authorizationsPerTenant) {

	OAuthSettings {
		returnUrlAllow = List.copyOf(returnUrlAllow);
	}

}
