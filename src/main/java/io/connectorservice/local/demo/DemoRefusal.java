package io.connectorservice.local.demo;

import java.util.Map;

/**
 * An error response of the demo service.
 */
final class DemoRefusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private final String code;

	private final transient Map<String, String> headers;

	DemoRefusal(int status, String code, String message) {
		this(status, code, message, Map.of());
	}

	DemoRefusal(int status, String code, String message, Map<String, String> headers) {
		super(message, null, false, false);
		this.status = status;
		this.code = code;
		this.headers = headers;
	}

	static DemoRefusal invalidFieldException(String message) {
		return new DemoRefusal(422, "invalid", message);
	}

	static DemoRefusal notFoundException(String what) {
		return new DemoRefusal(404, "not_found", what + " does not exist");
	}

	int status() {
		return this.status;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	/** The response's body in the error format of RFC 6749. */
	Map<String, Object> body() {
		return Map.of("error", this.code, "error_description", String.valueOf(getMessage()));
	}

}
