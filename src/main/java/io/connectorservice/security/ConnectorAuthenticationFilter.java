package io.connectorservice.security;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Lets requests with a valid token through. It does alone what the filters of a full
 * chain do for a resource server without sessions, which cost several times as much as
 * the check of a cached token.
 */
final class ConnectorAuthenticationFilter extends GenericFilterBean {

	private final BearerTokenResolver tokens;

	private final AuthenticationManager authenticationManager;

	private final AuthenticationEntryPoint refusal;

	ConnectorAuthenticationFilter(BearerTokenResolver tokens, AuthenticationManager authenticationManager,
			AuthenticationEntryPoint refusal) {
		this.tokens = tokens;
		this.authenticationManager = authenticationManager;
		this.refusal = refusal;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (authenticate((HttpServletRequest) request, (HttpServletResponse) response)) {
			try {
				chain.doFilter(request, response);
			}
			finally {
				SecurityContextHolder.clearContext();
			}
		}
	}

	private boolean authenticate(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		try {
			String token = this.tokens.resolve(request);
			if (token == null) {
				throw new InsufficientAuthenticationException("The request has no token");
			}
			SecurityContextHolder.setContext(new SecurityContextImpl(
					this.authenticationManager.authenticate(new BearerTokenAuthenticationToken(token))));
			return true;
		}
		catch (AuthenticationException failure) {
			this.refusal.commence(request, response, failure);
			return false;
		}
	}

}
