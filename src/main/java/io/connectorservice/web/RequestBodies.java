package io.connectorservice.web;

import java.io.IOException;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

/**
 * Reads request bodies up to a size limit, and refuses larger ones without reading them
 * to their end.
 */
public final class RequestBodies {

	private RequestBodies() {
	}

	static byte[] readBytes(HttpServletRequest request, long limit) throws IOException {
		requireContentLengthWithin(request, limit);
		byte[] body = request.getInputStream().readNBytes((int) limit + 1);
		if (body.length > limit) {
			throw createTooLargeProblem("The body", limit);
		}
		return body;
	}

	public static void requireNoContentCoding(HttpServletRequest request) {
		String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
		if (coding != null && !"identity".equalsIgnoreCase(coding.strip())) {
			throw ProblemException.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without a content coding.");
		}
	}

	public static void requireContentLengthWithin(HttpServletRequest request, long limit) {
		if (request.getContentLengthLong() > limit) {
			throw createTooLargeProblem("The body", limit);
		}
	}

	/** Names the part of the request that is too large. */
	public static ProblemException createTooLargeProblem(String part, long limit) {
		return ProblemException.of(ProblemCode.PAYLOAD_TOO_LARGE,
				part + " is larger than the " + limit + " bytes that are taken here.");
	}

}
