package io.connectorservice.oauth;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.connectorservice.digest.Sha256;
import tools.jackson.databind.JsonNode;

/**
 * Identifies what tokens are granted for by a digest of the configuration that decides
 * it.
 */
final class GrantFingerprint {

	/** The fingerprint of grants whose rights a user decides on. */
	static final String OF_PERSON = "";

	private GrantFingerprint() {
	}

	/** Computes the digest of the named configuration fields and the scopes. */
	static String of(JsonNode config, List<String> scopes, String... fields) {
		StringBuilder content = new StringBuilder(scopes.toString());
		for (String field : fields) {
			content.append('\n').append(field).append('=').append(config.path(field));
		}
		return Sha256.digestToShortHex(content.toString().getBytes(StandardCharsets.UTF_8));
	}

}
