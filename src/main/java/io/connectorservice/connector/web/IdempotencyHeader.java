package io.connectorservice.connector.web;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Reads the key under which a caller asks for something.
 */
final class IdempotencyHeader {

	static final String NAME = "Idempotency-Key";

	/** Marks an answer that was given before. */
	static final String REPLAYED = "Idempotency-Replayed";

	private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

	private IdempotencyHeader() {
	}

	/**
	 * The key, where there is one.
	 * @throws ProblemException VALIDATION_FAILED
	 */
	static Optional<String> readKey(HttpServletRequest request) {
		List<String> given = Collections.list(request.getHeaders(NAME));
		if (given.isEmpty()) {
			return Optional.empty();
		}
		if (given.size() > 1 || !KEY.matcher(given.getFirst()).matches()) {
			throw ProblemException.invalid("header:" + NAME, "must be one of 1 to 255 visible ASCII characters");
		}
		return Optional.of(given.getFirst());
	}

}
