package io.connectorservice.oauth.authorization;

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
 * Limits and addresses of the authorization-code flow.
 *
 * @param publicUrl PUBLIC_URL: this service's URL as browsers see it; redirect URIs are
 * built from it
 * @param returnUrlAllow RETURN_URL_ALLOW: the origins that a browser may be sent back to
 * after an authorization
 * @param authorizationLife how long a user may take to complete an authorization
 * @param authorizationsPerConnector the maximum number of pending authorizations of a
 * connector; a further one replaces the oldest
 * @param authorizationsPerTenant the maximum number of pending authorizations of all of a
 * tenant's connectors; a further one replaces the oldest
 * @param confirmation OAUTH_CONFIRMATION: whether an authorization counts only once the
 * subject that began it confirms it
 * @param confirmationLife how long tokens wait for a confirmation
 * @param confirmationCheck how often authorizations that nobody confirmed are looked for
 * @param confirmationLease after how long an attempt to store, confirm or remove pending
 * tokens counts as lost; longer than requests to a provider and the secret store take
 */
@Validated
@ConfigurationProperties("connector.oauth")
record AuthorizationSettings(@Nullable String publicUrl, @DefaultValue List<String> returnUrlAllow,
		@DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("10m") Duration authorizationLife,
		@Min(1) @Max(10_000) @DefaultValue("20") int authorizationsPerConnector,
		@Min(1) @Max(1_000_000) @DefaultValue("500") int authorizationsPerTenant,
		@DefaultValue("true") boolean confirmation,
		@DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("10m") Duration confirmationLife,
		@DurationMin(millis = 100) @DurationMax(minutes = 10) @DefaultValue("10s") Duration confirmationCheck,
		@DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("2m") Duration confirmationLease) {

	public AuthorizationSettings {
		returnUrlAllow = List.copyOf(returnUrlAllow);
	}

}
