package io.connectorservice.security.token;

import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How callers' tokens are checked.
 *
 * @param supabaseUrl SUPABASE_URL: the project's address, from which JWKS and issuer
 * follow
 * @param jwtSecret SUPABASE_JWT_SECRET: the legacy shared secret, for HS256 only
 * @param issuer JWT_ISSUER: the {@code iss} that tokens must carry; unless set it follows
 * from supabaseUrl
 * @param audience JWT_AUDIENCE: the {@code aud} that tokens must carry
 * @param tenantClaim TENANT_CLAIM: the claim that names the tenant, dotted
 * @param allowAnonymous ALLOW_ANONYMOUS_USERS: whether Supabase's anonymous sign-ins may
 * call
 * @param serviceKeys SERVICE_TOKEN_KEYS: the public keys, a JSON Web Key Set (RFC 7517),
 * of a backend that calls without a user; its tokens say {@code service_role}
 */
@Validated
@ConfigurationProperties("connector.token")
public record TokenSettings(@Nullable String supabaseUrl, @Nullable String jwtSecret, @Nullable String issuer,
		@NotBlank @DefaultValue("authenticated") String audience, @NotBlank @DefaultValue("sub") String tenantClaim,
		boolean allowAnonymous, @Nullable String serviceKeys) {

	@Nullable String resolveIssuer() {
		return (this.issuer != null || this.supabaseUrl == null) ? this.issuer : authUrl();
	}

	@Nullable String jwksUrl() {
		return (this.supabaseUrl == null) ? null : authUrl() + "/.well-known/jwks.json";
	}

	private String authUrl() {
		return (this.supabaseUrl + "/").replaceAll("/+$", "/") + "auth/v1";
	}

	@Override
	public String toString() {
		return "TokenSettings[audience=" + this.audience + ", tenantClaim=" + this.tenantClaim + "]";
	}

}
