package io.connectorservice.oauth;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.connectorservice.digest.Sha256;
import tools.jackson.databind.JsonNode;

/**
 * The configuration that decides what tokens are granted for.
 *
 * @param config the {@code auth_config}
 * @param scopes the scopes that the connector requests
 */
record GrantTerms(JsonNode config, List<String> scopes) {

	/** The fingerprint of grants whose rights a user decides on. */
	static final String OF_PERSON = "";

	/**
	 * Computes a digest of the scopes and the named configuration fields, by which
	 * another grant is recognized.
	 */
	String computeFingerprint(String... fields) {
		StringBuilder content = new StringBuilder(this.scopes.toString());
		for (String field : fields) {
			content.append('\n').append(field).append('=').append(this.config.path(field));
		}
		return Sha256.digestToShortHex(content.toString().getBytes(StandardCharsets.UTF_8));
	}

}
