package io.connectorservice.security;

import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Resolves the tenant of a request whose body and query name none.
 */
final class TenantArgumentResolver implements HandlerMethodArgumentResolver {

	private final CallerArgumentResolver callers;

	TenantArgumentResolver(CallerArgumentResolver callers) {
		this.callers = callers;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == TenantId.class;
	}

	@Override
	public TenantId resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
			NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
		return this.callers.resolveArgument(parameter, container, request, binders).actingTenant();
	}

}
