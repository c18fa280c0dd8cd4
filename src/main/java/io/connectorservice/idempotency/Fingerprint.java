package io.connectorservice.idempotency;

import io.connectorservice.digest.Sha256;
import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells requests apart by what they ask for: the order of properties and the space
 * between them do not count.
 */
public final class Fingerprint {

	private static final JsonMapper SORTED = StrictJson.mapper()
		.rebuild()
		.enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
		.build();

	private Fingerprint() {
	}

	/** The SHA-256 of a name and what comes with it. */
	public static String compute(String name, JsonNode content) {
		String canonical = SORTED.writeValueAsString(StrictJson.mapper().createArrayNode().add(name).add(content));
		return Sha256.digestToHex(canonical);
	}

}
