package io.connectorservice.trace;

import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Assigns each request an id that its response and its log lines contain: the caller's id
 * if its format is safe, or else a new one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIds extends OncePerRequestFilter {

	/** The header's name, in requests and responses. */
	public static final String HEADER = "X-Request-Id";

	private static final String KEY = RequestContext.REQUEST_ID.key();

	private static final Pattern SAFE_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String id = idFor(request.getHeader(HEADER));
		request.setAttribute(KEY, id);
		response.setHeader(HEADER, id);
		RequestContext.REQUEST_ID.set(id);
		try {
			chain.doFilter(request, response);
		}
		finally {
			RequestContext.clear();
		}
	}

	private static String idFor(@Nullable String requested) {
		return (requested != null && SAFE_ID.matcher(requested).matches()) ? requested : UUID.randomUUID().toString();
	}

	public static String resolveId(HttpServletRequest request) {
		if (request.getAttribute(KEY) instanceof String id) {
			return id;
		}
		// Tomcat rejected the request before any filter ran.
		String id = UUID.randomUUID().toString();
		request.setAttribute(KEY, id);
		return id;
	}

}
