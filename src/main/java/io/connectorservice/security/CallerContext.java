package io.connectorservice.security;

import java.util.Objects;

import io.connectorservice.trace.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Has log lines and events name who calls, as soon as the token was checked.
 */
final class CallerContext implements HandlerInterceptor {

	private final TenantClaim tenantClaim;

	CallerContext(TenantClaim tenantClaim) {
		this.tenantClaim = tenantClaim;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token) {
			name(token.getToken());
		}
		return true;
	}

	private void name(Jwt token) {
		if (Roles.isService(token)) {
			RequestContext.CALLER.set(Roles.SERVICE);
		}
		else {
			RequestContext.CALLER.set("user:" + Objects.requireNonNullElse(token.getSubject(), ""));
			this.tenantClaim.of(token).ifPresent((tenant) -> RequestContext.TENANT_ID.set(tenant.toString()));
		}
	}

}
