package io.connectorservice.catalog;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.catalog.entry.AuthMethod;
import tools.jackson.databind.JsonNode;

/**
 * What providers want to be asked before they grant a refresh token: OpenID Connect's
 * scope and its like, or a parameter of their own.
 */
final class OfflineAccess {

	private static final Set<String> SCOPES = Set.of("offline_access", "offline.access", "offline", "refresh_token");

	private static final Set<String> PARAMETERS = Set.of("access_type", "token_access_type");

	private static final String PARAMS = "authorization_params";

	private OfflineAccess() {
	}

	/**
	 * What a connector leaves out of that.
	 * @param config as it is completed
	 */
	static List<String> findWarnings(AuthMethod way, JsonNode config, List<String> scopes) {
		Stream<String> ofScopes = way.defaultScopes()
			.stream()
			.filter((scope) -> SCOPES.contains(scope) && !scopes.contains(scope))
			.map((scope) -> formatWarning("scopes hold no " + scope));
		Stream<String> ofParameters = way.config()
			.path(PARAMS)
			.properties()
			.stream()
			.filter((wanted) -> PARAMETERS.contains(wanted.getKey())
					&& !wanted.getValue().equals(config.path(PARAMS).path(wanted.getKey())))
			.map((wanted) -> formatWarning(
					PARAMS + " do not set " + wanted.getKey() + " to " + wanted.getValue().asString("")));
		return Stream.concat(ofScopes, ofParameters).toList();
	}

	private static String formatWarning(String cause) {
		return cause
				+ ": the provider grants no refresh token then, and the connection ends with its first access token";
	}

}
