package io.connectorservice.security;

import java.util.Objects;

import io.connectorservice.security.token.Role;
import io.connectorservice.security.token.TenantClaim;
import io.connectorservice.trace.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Puts the caller into the log context once its token has been verified, so that log
 * lines and events name it.
 */
final class CallerMdcInterceptor implements HandlerInterceptor {

	private final TenantClaim tenantClaim;

	CallerMdcInterceptor(TenantClaim tenantClaim) {
		this.tenantClaim = tenantClaim;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token) {
			recordCaller(token.getToken());
		}
		return true;
	}

	private void recordCaller(Jwt token) {
		if (Role.SERVICE.isRoleOf(token)) {
			RequestContext.CALLER.set(Role.SERVICE.claim());
		}
		else {
			RequestContext.CALLER.set("user:" + Objects.requireNonNullElse(token.getSubject(), ""));
			this.tenantClaim.readTenant(token).ifPresent((tenant) -> RequestContext.TENANT_ID.set(tenant.toString()));
		}
	}

}
