package io.connectorservice.idempotency;

import io.connectorservice.digest.Sha256;
import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Computes a digest by which requests with the same content are recognized; the order of
 * properties and whitespace do not matter.
 */
public final class Fingerprint {

	private static final JsonMapper SORTED = StrictJson.mapper()
		.rebuild()
		.enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
		.build();

	private Fingerprint() {
	}

	/** Computes the SHA-256 of an operation's name and its content. */
	public static String compute(String name, JsonNode content) {
		String canonical = SORTED.writeValueAsString(StrictJson.mapper().createArrayNode().add(name).add(content));
		return Sha256.digestToHex(canonical);
	}

}
