package io.connectorservice.security.token;

import java.util.Map;
import java.util.Optional;

import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;

/**
 * The path of the claim that names the caller's tenant, such as {@code sub} or, if
 * nested, {@code app_metadata.tenant_id}.
 */
public record TenantClaim(String dotted) {

	public Optional<TenantId> readTenant(Jwt token) {
		Object value = token.getClaims();
		for (String step : this.dotted.split("\\.", -1)) {
			value = readNestedClaim(value, step);
		}
		return (value instanceof String text) ? TenantId.parse(text) : Optional.empty();
	}

	private static @Nullable Object readNestedClaim(@Nullable Object value, String name) {
		return (value instanceof Map<?, ?> claims) ? claims.get(name) : null;
	}

}
