package io.connectorservice.security.token;

import java.io.IOException;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Writes the problem response if a token is missing, invalid or cannot be verified.
 */
public final class ProblemAuthenticationEntryPoint
		implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {

	private final ProblemWriter problems;

	public ProblemAuthenticationEntryPoint(ProblemWriter problems) {
		this.problems = problems;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
			throws IOException {
		if (!(failure instanceof AuthenticationServiceException)) {
			writeUnauthorized(request, response, failure);
			return;
		}
		this.problems.write(ProblemException
			.of(ProblemCode.TOKEN_KEYS_UNAVAILABLE, "The keys that verify tokens cannot be fetched; try again shortly.")
			.withDefaultRetryAfter(), request, response);
	}

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException failure) throws IOException {
		commence(request, response, failure);
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException failure)
			throws IOException {
		this.problems.write(ProblemException.of(ProblemCode.FORBIDDEN, "The token does not permit this."), request,
				response);
	}

	private void writeUnauthorized(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException failure) throws IOException {
		boolean tokenPresent = failure instanceof OAuth2AuthenticationException;
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, tokenPresent ? "Bearer error=\"invalid_token\"" : "Bearer");
		this.problems.write(ProblemException.of(ProblemCode.UNAUTHORIZED, describeFailure(tokenPresent, failure)),
				request, response);
	}

	private static String describeFailure(boolean tokenPresent, AuthenticationException failure) {
		String reason = findFailureReason(failure);
		if (reason != null) {
			return "The token is refused: " + reason + ".";
		}
		return tokenPresent ? "The token is refused: it is malformed or not signed by a trusted key."
				: "Send the token in an Authorization header: Bearer <token>.";
	}

	// The description of the violated rule, if the failure comes from a rule.
	private static @Nullable String findFailureReason(Throwable failure) {
		return (failure.getCause() instanceof JwtValidationException invalid)
				? invalid.getErrors().iterator().next().getDescription() : null;
	}

}
