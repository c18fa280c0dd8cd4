package io.connectorservice.security.token;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * The claims that a token must have in addition to a valid signature.
 */
final class TokenRules {

	private static final Duration SKEW = Duration.ofSeconds(30);

	private TokenRules() {
	}

	static OAuth2TokenValidator<Jwt> createValidator(TokenSettings settings, Clock clock) {
		ServiceKeys serviceKeys = ServiceKeys.fromSettings(settings);
		List<OAuth2TokenValidator<Jwt>> rules = new ArrayList<>();
		rules.add(createTimestampValidator(clock));
		rules.add(createRule("exp is required", (token) -> token.getExpiresAt() != null));
		rules.add(createRule("aud must contain " + settings.audience(),
				(token) -> isLegacyService(token) || hasAudience(token, settings.audience())));
		rules.add(createRule("role must be authenticated or service_role", Roles::mayCall));
		rules.add(createRule("role must be service_role for a key of SERVICE_TOKEN_KEYS",
				(token) -> Roles.isService(token) || !serviceKeys.hasSigned(token)));
		rules.add(createRule("anonymous users may not call (ALLOW_ANONYMOUS_USERS)",
				(token) -> settings.allowAnonymous() || !Boolean.TRUE.equals(token.getClaims().get("is_anonymous"))));
		rules.add(createTenantRule(new TenantClaim(settings.tenantClaim())));
		String issuer = settings.resolveIssuer();
		if (issuer != null) {
			rules.add(createRule("iss is not the expected one", (token) -> issuer.equals(token.getClaims().get("iss"))
					|| serviceKeys.hasSigned(token) || isLegacyService(token)));
		}
		return new DelegatingOAuth2TokenValidator<>(rules);
	}

	// Supabase's legacy service_role key, which is signed with the project's shared
	// secret, has no audience, and its issuer is not a URL.
	private static boolean isLegacyService(Jwt token) {
		return "HS256".equals(token.getHeaders().get("alg")) && "supabase".equals(token.getClaims().get("iss"))
				&& Roles.isService(token) && token.getAudience() == null;
	}

	private static OAuth2TokenValidator<Jwt> createTimestampValidator(Clock clock) {
		JwtTimestampValidator timestamps = new JwtTimestampValidator(SKEW);
		timestamps.setClock(clock);
		return timestamps;
	}

	private static boolean hasAudience(Jwt token, String audience) {
		List<String> audiences = token.getAudience();
		return audiences != null && audiences.contains(audience);
	}

	private static OAuth2TokenValidator<Jwt> createTenantRule(TenantClaim claim) {
		return createRule("claim " + claim.dotted() + " must be the tenant's UUID",
				(token) -> Roles.isService(token) || claim.readTenant(token).isPresent());
	}

	private static OAuth2TokenValidator<Jwt> createRule(String description, Predicate<Jwt> condition) {
		OAuth2TokenValidatorResult refused = OAuth2TokenValidatorResult
			.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, description, null));
		return (token) -> condition.test(token) ? OAuth2TokenValidatorResult.success() : refused;
	}

	/**
	 * Returns the description of the rule that the token violates, if the failure comes
	 * from a rule.
	 */
	static @Nullable String findFailureReason(Throwable failure) {
		return (failure.getCause() instanceof JwtValidationException invalid)
				? invalid.getErrors().iterator().next().getDescription() : null;
	}

}
