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
 */
public record SecretField(String credential, JsonPointer pathPointer, @Nullable String document) {

	/** A secret whose vault path is a field at the top of {@code auth_config}. */
	public static SecretField of(String credential, String pathField) {
		return new SecretField(credential, JsonPointer.empty().appendProperty(pathField), null);
	}

	/** A secret whose vault path stands deeper in {@code auth_config}. */
	public static SecretField of(String credential, JsonPointer pathPointer) {
		return new SecretField(credential, pathPointer, null);
	}

	/** The same, kept in a document of its own. */
	public SecretField inDocument(String document) {
		return new SecretField(this.credential, this.pathPointer, document);
	}

	Optional<String> path(JsonNode config) {
		return config.at(this.pathPointer).stringValueOpt();
	}

}
