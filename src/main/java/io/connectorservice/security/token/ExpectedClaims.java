package io.connectorservice.security.token;

import org.jspecify.annotations.Nullable;

/**
 * What tokens must say here, for those that are made here.
 *
 * @param issuer that they must name; none where any will do
 * @param audience that they are for
 * @param tenantClaim which claim names the tenant, such as {@code sub} or
 * {@code app_metadata.tenant_id}
 */
public record ExpectedClaims(@Nullable String issuer, String audience, String tenantClaim) {
}
