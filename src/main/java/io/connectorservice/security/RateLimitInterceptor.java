package io.connectorservice.security;

import java.time.Duration;
import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.security.token.Role;
import io.connectorservice.security.token.TenantClaim;
import io.connectorservice.tenant.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects requests of a tenant over its rate limit before their body is read. It runs
 * after authentication, so callers with an invalid token take no memory here.
 */
final class RateLimitInterceptor implements HandlerInterceptor {

	private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

	private final TenantRateLimiter rates;

	private final TenantClaim tenantClaim;

	RateLimitInterceptor(TenantRateLimiter rates, TenantClaim tenantClaim) {
		this.rates = rates;
		this.tenantClaim = tenantClaim;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token) {
			Duration wait = this.rates.acquire(resolveBucketKey(token.getToken(), request));
			if (!wait.isZero()) {
				throw tooManyRequestsProblem(wait);
			}
		}
		return true;
	}

	private static ProblemException tooManyRequestsProblem(Duration wait) {
		return ProblemException
			.of(ProblemCode.TOO_MANY_REQUESTS, "The tenant has exceeded its request rate; try again in a moment.")
			.withRetryAfter((wait.compareTo(SHORTEST_WAIT) < 0) ? SHORTEST_WAIT : wait);
	}

	// A service_role request counts for the tenant that its header or query names.
	// Requests that name a tenant only in their body share one bucket.
	private String resolveBucketKey(Jwt token, HttpServletRequest request) {
		Optional<TenantId> tenant = Role.SERVICE.isRoleOf(token) ? parseTenant(request.getHeader(Caller.TENANT_HEADER))
			.or(() -> parseTenant(request.getParameter("tenant_id"))) : this.tenantClaim.readTenant(token);
		return tenant.map(TenantId::toString).orElse(Role.SERVICE.claim());
	}

	private static Optional<TenantId> parseTenant(@Nullable String text) {
		return Optional.ofNullable(text).flatMap(TenantId::parse);
	}

}
