package io.connectorservice.connector.web;

import java.io.IOException;

import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;

/**
 * Reads request bodies up to a limit, and stops before one that is larger is read whole.
 */
final class JsonBodies {

	private JsonBodies() {
	}

	static JsonNode read(HttpServletRequest request, long limit) throws IOException {
		requireAnnounced(request, limit);
		byte[] body = request.getInputStream().readNBytes((int) limit + 1);
		if (body.length > limit) {
			throw tooLargeProblem("The body", limit);
		}
		return StrictJson.read(body);
	}

	static void requireAnnounced(HttpServletRequest request, long limit) {
		String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
		if (coding != null && !"identity".equalsIgnoreCase(coding.strip())) {
			throw ProblemException.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without a content coding.");
		}
		if (request.getContentLengthLong() > limit) {
			throw tooLargeProblem("The body", limit);
		}
	}

	static ProblemException tooLargeProblem(String what, long limit) {
		return ProblemException.of(ProblemCode.PAYLOAD_TOO_LARGE,
				what + " is larger than the " + limit + " bytes that are taken here.");
	}

}
