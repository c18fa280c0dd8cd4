package io.connectorservice.security.token;

import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings that control how callers' tokens are verified.
 *
 * @param supabaseUrl SUPABASE_URL: base URL of the Supabase project, from which the URLs
 * of JWKS and issuer are derived
 * @param jwtSecret SUPABASE_JWT_SECRET: legacy shared secret, accepted for HS256 only
 * @param issuer JWT_ISSUER: required {@code iss} of tokens; by default derived from the
 * URL
 * @param audience JWT_AUDIENCE: required {@code aud} of tokens
 * @param tenantClaim TENANT_CLAIM: dotted path of the claim that names the tenant
 * @param allowAnonymous ALLOW_ANONYMOUS_USERS: whether users of Supabase's anonymous
 * sign-in may call
 * @param serviceKeys SERVICE_TOKEN_KEYS: public keys (JSON Web Key Set, RFC 7517) of
 * backends that call without a user; their tokens must have the role {@code service_role}
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
