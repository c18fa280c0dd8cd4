package io.connectorservice.security.token;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/**
 * The claims that a token must have in addition to a valid signature.
 */
final class TokenRules implements OAuth2TokenValidator<Jwt> {

	private static final Duration SKEW = Duration.ofSeconds(30);

	private final OAuth2TokenValidator<Jwt> rules;

	TokenRules(TokenSettings settings, Clock clock) {
		this.rules = new DelegatingOAuth2TokenValidator<>(createRules(settings, clock));
	}

	@Override
	public OAuth2TokenValidatorResult validate(Jwt token) {
		return this.rules.validate(token);
	}

	private static List<OAuth2TokenValidator<Jwt>> createRules(TokenSettings settings, Clock clock) {
		ServiceKeys serviceKeys = ServiceKeys.fromSettings(settings);
		List<OAuth2TokenValidator<Jwt>> rules = new ArrayList<>();
		rules.add(createTimestampValidator(clock));
		rules.add(createRule("exp is required", (token) -> token.getExpiresAt() != null));
		rules.add(createRule("aud must contain " + settings.audience(),
				(token) -> isLegacyService(token) || hasAudience(token, settings.audience())));
		rules.add(createRule("role must be authenticated or service_role", Role::mayCall));
		rules.add(createRule("role must be service_role for a key of SERVICE_TOKEN_KEYS",
				(token) -> Role.SERVICE.isRoleOf(token) || !serviceKeys.hasSigned(token)));
		rules.add(createRule("anonymous users may not call (ALLOW_ANONYMOUS_USERS)",
				(token) -> settings.allowAnonymous() || !Boolean.TRUE.equals(token.getClaims().get("is_anonymous"))));
		rules.add(createTenantRule(new TenantClaim(settings.tenantClaim())));
		String issuer = settings.resolveIssuer();
		if (issuer != null) {
			rules.add(createRule("iss is not the expected one", (token) -> issuer.equals(token.getClaims().get("iss"))
					|| serviceKeys.hasSigned(token) || isLegacyService(token)));
		}
		return rules;
	}

	// Supabase's legacy service_role key, which is signed with the project's shared
	// secret, has no audience, and its issuer is not a URL.
	private static boolean isLegacyService(Jwt token) {
		return "HS256".equals(token.getHeaders().get("alg")) && "supabase".equals(token.getClaims().get("iss"))
				&& Role.SERVICE.isRoleOf(token) && token.getAudience() == null;
	}

	/** Creates the one rule whose result for a token changes with the time. */
	static OAuth2TokenValidator<Jwt> createTimestampValidator(Clock clock) {
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
				(token) -> Role.SERVICE.isRoleOf(token) || claim.readTenant(token).isPresent());
	}

	private static OAuth2TokenValidator<Jwt> createRule(String description, Predicate<Jwt> condition) {
		OAuth2TokenValidatorResult refused = OAuth2TokenValidatorResult
			.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, description, null));
		return (token) -> condition.test(token) ? OAuth2TokenValidatorResult.success() : refused;
	}

}
