package io.connectorservice.problem;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Writes problems outside of controllers: in filters, in the container, and as bodies to
 * be stored.
 */
@Component
public final class ProblemWriter {

	/**
	 * The content security policy of responses that are data: a browser must not load
	 * anything because of them.
	 */
	public static final String LOADS_NOTHING = "default-src 'none'; frame-ancestors 'none'";

	private static final Map<String, String> SECURITY_HEADERS = Map.of(HttpHeaders.CACHE_CONTROL, "no-store",
			"Content-Security-Policy", LOADS_NOTHING, "X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY",
			"Referrer-Policy", "no-referrer");

	private final JsonMapper json;

	private final ProblemMetrics meters;

	ProblemWriter(JsonMapper json, ProblemMetrics meters) {
		this.json = json;
		this.meters = meters;
	}

	/** Sets the security headers for responses that no filter has handled. */
	static void setSecurityHeaders(HttpServletResponse response) {
		SECURITY_HEADERS.forEach(response::setHeader);
	}

	/** Renders the body of a problem response. */
	public String renderBody(ProblemException problem, HttpServletRequest request) {
		return this.json.writeValueAsString(new ProblemResponse(problem, request).toBody());
	}

	/**
	 * Creates the response of a problem that a controller catches itself. It has the same
	 * security headers as one that is written outside controllers.
	 */
	public ResponseEntity<ProblemDetail> createResponse(ProblemException problem, HttpServletRequest request) {
		this.meters.recordProblem(problem.code());
		ResponseEntity<ProblemDetail> response = new ProblemResponse(problem, request).toEntity();
		return ResponseEntity.status(response.getStatusCode())
			.headers(response.getHeaders())
			.headers((headers) -> SECURITY_HEADERS.forEach(headers::set))
			.body(response.getBody());
	}

	public void write(ProblemException problem, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		if (response.isCommitted()) {
			return;
		}
		ResponseEntity<ProblemDetail> entity = createResponse(problem, request);
		byte[] body = this.json.writeValueAsBytes(entity.getBody());
		response.setStatus(entity.getStatusCode().value());
		entity.getHeaders().forEach((name, values) -> values.forEach((value) -> response.setHeader(name, value)));
		response.getOutputStream().write(body);
	}

}
