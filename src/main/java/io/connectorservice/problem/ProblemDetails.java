package io.connectorservice.problem;

import java.net.URI;
import java.net.URISyntaxException;

import io.connectorservice.trace.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * Converts a failure to a problem response (RFC 9457).
 */
final class ProblemDetails {

	private static final String TYPE = "urn:connector-service:problem:";

	private ProblemDetails() {
	}

	static ResponseEntity<ProblemDetail> createResponse(ProblemException problem, HttpServletRequest request) {
		return ResponseEntity.status(problem.code().status())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.headers((headers) -> addRetryAfter(problem, headers))
			.body(of(problem, request));
	}

	private static void addRetryAfter(ProblemException problem, HttpHeaders headers) {
		if (problem.retryAfter() != null) {
			headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfter().plusMillis(999).toSeconds()));
		}
	}

	static ProblemDetail of(ProblemException problem, HttpServletRequest request) {
		ProblemDetail body = ProblemDetail.forStatusAndDetail(problem.code().status(), problem.detail());
		body.setType(URI.create(TYPE + problem.code().code()));
		body.setTitle(problem.code().title());
		body.setInstance(parseInstance(request.getRequestURI()));
		body.setProperty("code", problem.code().code());
		body.setProperty("request_id", RequestIds.resolveId(request));
		if (!problem.faults().isEmpty()) {
			body.setProperty("errors", problem.faults());
		}
		problem.extensions().forEach(body::setProperty);
		return body;
	}

	// the container accepts some characters that are not allowed in a URI
	private static @Nullable URI parseInstance(@Nullable String requestUri) {
		try {
			return (requestUri == null) ? null : new URI(requestUri);
		}
		catch (URISyntaxException _) {
			return null;
		}
	}

}
