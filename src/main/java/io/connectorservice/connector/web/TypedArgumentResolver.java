package io.connectorservice.connector.web;

import java.util.Objects;
import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Resolves arguments of one type, which knows how to read itself from a request.
 */
record TypedArgumentResolver<T>(Class<T> type,
		Function<HttpServletRequest, @Nullable T> reader) implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == this.type;
	}

	@Override
	public @Nullable T resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
			NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
		return this.reader.apply(Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
	}

}
