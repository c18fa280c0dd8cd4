package io.connectorservice.idempotency;

import io.connectorservice.digest.Sha256;
import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A digest by which requests with the same content are recognized; the order of
 * properties and whitespace do not matter.
 *
 * @param text the digest in hexadecimal
 */
public record Fingerprint(String text) {

	private static final JsonMapper SORTED = StrictJson.mapper()
		.rebuild()
		.enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
		.build();

	/** Computes the SHA-256 of an operation's name and its content. */
	public static Fingerprint compute(String name, JsonNode content) {
		String canonical = SORTED.writeValueAsString(StrictJson.mapper().createArrayNode().add(name).add(content));
		return new Fingerprint(Sha256.digestToHex(canonical));
	}

}
