package io.connectorservice.auth;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Describes a secret that a strategy uses.
 *
 * @param credential its name in a credentials request, such as {@code api_key}
 * @param pathPointer the pointer to its vault path in {@code auth_config}
 * @param document the name of a separate document under the connector's own secret path,
 * for secrets that are replaced independently of the others; null if it shares one
 * @param use how it is sent
 */
public record SecretField(String credential, JsonPointer pathPointer, @Nullable String document, SecretUse use) {

	/** A secret whose vault path is a field at the top of {@code auth_config}. */
	public static SecretField of(String credential, String pathField) {
		return new SecretField(credential, JsonPointer.empty().appendProperty(pathField), null, SecretUse.TEXT);
	}

	/** A secret whose vault path is nested in {@code auth_config}. */
	public static SecretField of(String credential, JsonPointer pathPointer) {
		return new SecretField(credential, pathPointer, null, SecretUse.TEXT);
	}

	/** Returns a copy that is stored in a separate document. */
	public SecretField inDocument(String document) {
		return new SecretField(this.credential, this.pathPointer, document, this.use);
	}

	/**
	 * Returns a copy with this use, so that a value that could never be sent is refused.
	 */
	public SecretField withUse(SecretUse use) {
		return new SecretField(this.credential, this.pathPointer, this.document, use);
	}

	Optional<String> findPath(JsonNode config) {
		return config.at(this.pathPointer).stringValueOpt();
	}

}
