package io.connectorservice.secret.vault;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A request's body that is sent but never printed: HTTP clients print bodies when they
 * debug.
 */
record RedactedBody(@JsonValue Object value) {

	@Override
	public String toString() {
		return "***";
	}

}
