package io.connectorservice.security;

import io.connectorservice.security.token.Role;
import io.connectorservice.security.token.TenantClaim;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Resolves controller arguments of type {@link Caller} from the verified token.
 */
final class CallerArgumentResolver implements HandlerMethodArgumentResolver {

	private final TenantClaim tenantClaim;

	CallerArgumentResolver(TenantClaim tenantClaim) {
		this.tenantClaim = tenantClaim;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == Caller.class;
	}

	@Override
	public Caller resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
			NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
		if (!(SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token)) {
			throw new IllegalStateException("A controller that takes a Caller must lie behind the token check");
		}
		Jwt jwt = token.getToken();
		return new Caller(tenantOf(jwt), request.getHeader(Caller.TENANT_HEADER),
				Role.SERVICE.isRoleOf(jwt) ? null : jwt.getSubject());
	}

	private @Nullable TenantId tenantOf(Jwt token) {
		return Role.SERVICE.isRoleOf(token) ? null : this.tenantClaim.readTenant(token).orElseThrow();
	}

}
