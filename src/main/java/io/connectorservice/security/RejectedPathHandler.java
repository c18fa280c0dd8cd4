package io.connectorservice.security;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * Writes the problem response for requests that the firewall rejected.
 */
final class RejectedPathHandler implements RequestRejectedHandler {

	private static final Map<String, String> PARTS = new LinkedHashMap<>();

	static {
		PARTS.put("//", "two slashes in a row");
		PARTS.put(";", "a semicolon");
		PARTS.put("%3b", "an encoded semicolon");
		PARTS.put("%2f", "an encoded slash");
		PARTS.put("\\", "a backslash");
		PARTS.put("%5c", "an encoded backslash");
		PARTS.put("/.", "a segment of dots");
		PARTS.put("%2e", "an encoded dot");
		PARTS.put("%25", "an encoded percent sign");
		PARTS.put("%00", "an encoded NUL");
		PARTS.put("%0", "an encoded control character");
	}

	private final ProblemWriter problems;

	RejectedPathHandler(ProblemWriter problems) {
		this.problems = problems;
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException refused)
			throws IOException {
		this.problems.write(ProblemException.of(ProblemCode.VALIDATION_FAILED, explainRefusal(request)), request,
				response);
	}

	// The sentence is built from known reasons; it repeats nothing that the caller sent.
	private static String explainRefusal(HttpServletRequest request) {
		String path = request.getRequestURI().toLowerCase(Locale.ROOT);
		return PARTS.entrySet()
			.stream()
			.filter((part) -> path.contains(part.getKey()))
			.findFirst()
			.map((part) -> "The path contains " + part.getValue() + "; remove it.")
			.orElse("The path or a header contains characters that are not allowed.");
	}

}
