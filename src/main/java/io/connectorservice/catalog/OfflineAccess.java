package io.connectorservice.catalog;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.catalog.entry.AuthMethod;
import tools.jackson.databind.JsonNode;

/**
 * Knows what providers require in an authorization request before they grant a refresh
 * token: OpenID Connect's scope and similar ones, or a parameter of their own.
 */
final class OfflineAccess {

	private static final Set<String> SCOPES = Set.of("offline_access", "offline.access", "offline", "refresh_token");

	private static final Set<String> PARAMETERS = Set.of("access_type", "token_access_type");

	private static final String PARAMS = "authorization_params";

	private OfflineAccess() {
	}

	/**
	 * Returns a warning for each such scope or parameter that the connector leaves out.
	 * @param config the {@code auth_config} completed with the catalog entry's values
	 */
	static List<String> findWarnings(AuthMethod method, JsonNode config, List<String> scopes) {
		Stream<String> missingScopes = method.defaultScopes()
			.stream()
			.filter((scope) -> SCOPES.contains(scope) && !scopes.contains(scope))
			.map((scope) -> formatWarning("scopes do not contain " + scope));
		Stream<String> missingParameters = method.config()
			.path(PARAMS)
			.properties()
			.stream()
			.filter((required) -> PARAMETERS.contains(required.getKey())
					&& !required.getValue().equals(config.path(PARAMS).path(required.getKey())))
			.map((required) -> formatWarning(
					PARAMS + " do not set " + required.getKey() + " to " + required.getValue().asString("")));
		return Stream.concat(missingScopes, missingParameters).toList();
	}

	private static String formatWarning(String cause) {
		return cause
				+ ": the provider then grants no refresh token, and the connection ends when its first access token expires";
	}

}
