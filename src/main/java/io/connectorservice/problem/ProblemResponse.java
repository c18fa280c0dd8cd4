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
 * A failure as the response to a request (RFC 9457).
 */
record ProblemResponse(ProblemException problem, HttpServletRequest request) {

	private static final String TYPE = "urn:connector-service:problem:";

	ResponseEntity<ProblemDetail> toEntity() {
		return ResponseEntity.status(this.problem.code().status())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.headers(this::addRetryAfter)
			.body(toBody());
	}

	private void addRetryAfter(HttpHeaders headers) {
		if (this.problem.retryAfter() != null) {
			headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(this.problem.retryAfter().plusMillis(999).toSeconds()));
		}
	}

	ProblemDetail toBody() {
		ProblemDetail body = ProblemDetail.forStatusAndDetail(this.problem.code().status(), this.problem.detail());
		body.setType(URI.create(TYPE + this.problem.code().code()));
		body.setTitle(this.problem.code().title());
		body.setInstance(parseInstance(this.request.getRequestURI()));
		body.setProperty("code", this.problem.code().code());
		body.setProperty("request_id", RequestIds.resolveId(this.request));
		if (!this.problem.faults().isEmpty()) {
			body.setProperty("errors", this.problem.faults());
		}
		this.problem.extensions().forEach(body::setProperty);
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
