package io.connectorservice.catalog;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.catalog.entry.AuthMethod;
import tools.jackson.databind.JsonNode;

/**
 * Compares a connector's authorization request with what the provider requires before it
 * grants a refresh token: a scope such as OpenID Connect's, or a parameter of its own.
 *
 * @param method the auth method, as the catalog describes it
 * @param config the {@code auth_config} completed with the catalog entry's values
 * @param scopes the scopes that the connector requests
 */
record OfflineAccess(AuthMethod method, JsonNode config, List<String> scopes) {

	private static final Set<String> SCOPES = Set.of("offline_access", "offline.access", "offline", "refresh_token");

	private static final Set<String> PARAMETERS = Set.of("access_type", "token_access_type");

	private static final String PARAMS = "authorization_params";

	/**
	 * Returns a warning for each such scope or parameter that the connector leaves out.
	 */
	List<String> findWarnings() {
		return Stream.concat(findScopeWarnings(), findParameterWarnings()).toList();
	}

	private Stream<String> findScopeWarnings() {
		return this.method.defaultScopes()
			.stream()
			.filter((scope) -> SCOPES.contains(scope) && !this.scopes.contains(scope))
			.map((scope) -> formatWarning("scopes do not contain " + scope));
	}

	private Stream<String> findParameterWarnings() {
		return this.method.config()
			.path(PARAMS)
			.properties()
			.stream()
			.filter((required) -> PARAMETERS.contains(required.getKey())
					&& !required.getValue().equals(this.config.path(PARAMS).path(required.getKey())))
			.map((required) -> formatWarning(
					PARAMS + " do not set " + required.getKey() + " to " + required.getValue().asString("")));
	}

	private static String formatWarning(String cause) {
		return cause
				+ ": the provider then grants no refresh token, and the connection ends when its first access token expires";
	}

}
