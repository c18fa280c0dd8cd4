package io.connectorservice.secret.vault;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A request body that is sent but never printed: HTTP clients may log bodies.
 */
record RedactedBody(@JsonValue Object value) {

	@Override
	public String toString() {
		return "***";
	}

}
