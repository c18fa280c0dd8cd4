package io.connectorservice.auth;

import java.util.Optional;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A secret that a strategy uses.
 *
 * @param credential its name in the credentials call, such as {@code api_key}
 * @param pathPointer where in {@code auth_config} its vault path stands
 */
public record SecretField(String credential, JsonPointer pathPointer) {

	/** A secret whose vault path is a field at the top of {@code auth_config}. */
	public static SecretField of(String credential, String pathField) {
		return new SecretField(credential, JsonPointer.empty().appendProperty(pathField));
	}

	Optional<String> path(JsonNode config) {
		return config.at(this.pathPointer).stringValueOpt();
	}

}
