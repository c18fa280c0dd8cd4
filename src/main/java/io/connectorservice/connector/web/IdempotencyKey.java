package io.connectorservice.connector.web;

import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency key of a request.
 */
record IdempotencyKey(String value) {

	static final String HEADER = "Idempotency-Key";

	/** The header of a response that repeats an earlier one. */
	static final String REPLAYED_HEADER = "Idempotency-Replayed";

	private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

	/**
	 * Reads the key of a request, if it has one.
	 * @throws ProblemException VALIDATION_FAILED
	 */
	static @Nullable IdempotencyKey fromRequest(HttpServletRequest request) {
		List<String> values = Collections.list(request.getHeaders(HEADER));
		if (values.isEmpty()) {
			return null;
		}
		if (values.size() > 1 || !KEY.matcher(values.getFirst()).matches()) {
			throw ProblemException.invalid("header:" + HEADER, "must be one of 1 to 255 visible ASCII characters");
		}
		return new IdempotencyKey(values.getFirst());
	}

}
