package io.connectorservice.security.token;

import org.jspecify.annotations.Nullable;

/**
 * The claims that tokens must carry, for code that issues tokens.
 *
 * @param issuer the required issuer; null if any is accepted
 * @param audience the required audience
 * @param tenantClaim path of the claim that names the tenant, such as {@code sub} or, if
 * nested, {@code app_metadata.tenant_id}
 */
public record ExpectedClaims(@Nullable String issuer, String audience, String tenantClaim) {
}
