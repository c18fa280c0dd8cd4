package io.connectorservice.auth;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A secret that a strategy uses.
 *
 * @param credential its name in the credentials call, such as {@code api_key}
 * @param pathPointer where in {@code auth_config} its vault path stands
 * @param document a document of its own in the connector's place, for what is replaced
 * apart from the other secrets
 * @param use what it is for
 */
public record SecretField(String credential, JsonPointer pathPointer, @Nullable String document, SecretUse use) {

	/** A secret whose vault path is a field at the top of {@code auth_config}. */
	public static SecretField of(String credential, String pathField) {
		return new SecretField(credential, JsonPointer.empty().appendProperty(pathField), null, SecretUse.TEXT);
	}

	/** A secret whose vault path stands deeper in {@code auth_config}. */
	public static SecretField of(String credential, JsonPointer pathPointer) {
		return new SecretField(credential, pathPointer, null, SecretUse.TEXT);
	}

	/** The same, kept in a document of its own. */
	public SecretField inDocument(String document) {
		return new SecretField(this.credential, this.pathPointer, document, this.use);
	}

	/** The same, for this use, by which a secret that could never work is refused. */
	public SecretField withUse(SecretUse use) {
		return new SecretField(this.credential, this.pathPointer, this.document, use);
	}

	Optional<String> findPath(JsonNode config) {
		return config.at(this.pathPointer).stringValueOpt();
	}

}
