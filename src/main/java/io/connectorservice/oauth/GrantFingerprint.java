package io.connectorservice.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

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
		return computeDigest(content.toString());
	}

	private static String computeDigest(String content) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 16);
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

}
