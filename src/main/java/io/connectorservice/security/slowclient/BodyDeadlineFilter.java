package io.connectorservice.security.slowclient;

import java.io.IOException;
import java.time.Duration;

import io.connectorservice.security.CallerSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the total time in which a request body must arrive, because a timeout per read
 * would let a client trickle bytes forever.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class BodyDeadlineFilter extends OncePerRequestFilter {

	private final Duration timeout;

	BodyDeadlineFilter(CallerSettings settings) {
		this.timeout = settings.bodyTimeout();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long end = System.nanoTime() + this.timeout.toNanos();
		chain.doFilter(new HttpServletRequestWrapper(request) {

			@Override
			public ServletInputStream getInputStream() throws IOException {
				return new DeadlineInputStream(super.getInputStream(), end);
			}

		}, response);
	}

}
