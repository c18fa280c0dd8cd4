package io.connectorservice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.swagger.v3.oas.models.examples.Example;

/**
 * Examples of request bodies, as the API's page offers them.
 */
final class ApiExamples {

	private static final Map<String, Map<String, Example>> BY_OPERATION = Map.of("createConfiguration",
			Map.of("apikey", example("An API key in a header", apikey()), "basic",
					example("User and password", basic())),
			"updateConfiguration", Map.of("switch-off", example("Switch it off", Map.of("is_active", false))),
			"putCredentials", Map.of("apikey", example("A new key", Map.of("api_key", "example-key-not-a-secret"))),
			"beginAuthorization",
			Map.of("return", example("Return to the app", Map.of("return_url", "https://app.example.com/connected"))),
			"performAction", Map.of("issue", example("Create an issue", action())));

	private ApiExamples() {
	}

	static Map<String, Example> of(String operationId) {
		return BY_OPERATION.getOrDefault(operationId, Map.of());
	}

	private static Example example(String summary, Object value) {
		return new Example().summary(summary).value(value);
	}

	private static Map<String, Object> apikey() {
		return configuration("Issue tracker", "in-house-tracker", "apikey",
				Map.of("api_key_name", "X-Api-Key", "key_location", "header"),
				Map.of("api_key", "example-key-not-a-secret"));
	}

	private static Map<String, Object> basic() {
		return configuration("Wiki", "in-house-wiki", "basic", Map.of("username", "integration"),
				Map.of("password", "example-password-not-a-secret"));
	}

	private static Map<String, Object> configuration(String name, String service, String authType,
			Map<String, Object> authConfig, Map<String, Object> credentials) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("connector_name", name);
		body.put("service_name", service);
		body.put("auth_type", authType);
		body.put("auth_config", authConfig);
		body.put("api_spec", Map.of("servers", List.of(Map.of("url", "https://api.example.com/v1"))));
		body.put("credentials", credentials);
		return body;
	}

	private static Map<String, Object> action() {
		return Map.of("action_name", "issues/create", "payload",
				Map.of("owner", "octocat", "repo", "hello-world", "title", "Found a bug"));
	}

}
