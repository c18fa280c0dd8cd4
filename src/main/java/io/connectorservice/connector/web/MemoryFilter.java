package io.connectorservice.connector.web;

import java.io.IOException;

import io.connectorservice.json.RequestMemory;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Releases the memory budget that a request has reserved, once its response is written.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class MemoryFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try {
			RequestMemory.<Exception>serveRequest(() -> chain.doFilter(request, response));
		}
		catch (ServletException | IOException | RuntimeException failure) {
			throw failure;
		}
		catch (Exception unexpected) {
			throw new ServletException(unexpected);
		}
	}

}
