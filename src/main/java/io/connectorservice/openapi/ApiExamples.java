package io.connectorservice.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.web.method.HandlerMethod;

/**
 * Adds examples of request and response bodies for the API's page.
 */
final class ApiExamples implements OperationCustomizer {

	private static final String JSON = "application/json";

	private static final Map<String, Map<String, Example>> BY_OPERATION = Map.of("createConfiguration",
			Map.of("apikey", createExample("An API key in a header", createApiKeyRequest()), "basic",
					createExample("User and password", createBasicRequest())),
			"updateConfiguration", Map.of("switch-off", createExample("Switch it off", Map.of("is_active", false))),
			"putCredentials",
			Map.of("apikey", createExample("A new key", Map.of("api_key", "example-key-not-a-secret"))),
			"beginAuthorization",
			Map.of("return",
					createExample("Return to the app", Map.of("return_url", "https://app.example.com/connected"))),
			"putOAuthApp",
			Map.of("app",
					createExample("A client registered at Slack",
							Map.of("client_id", "1234.5678", "client_secret", "example-secret-not-a-secret"))),
			"performAction", Map.of("issue", createExample("Create an issue", createActionRequest())));

	private static final String CONNECTOR = """
			{"id":"7f3c1c52-6a57-4a53-9a0f-0d1f1f0f5b10","tenant_id":"0b7e5a3e-3f0c-4d3a-8c55-1f2a3b4c5d6e",\
			"connector_name":"Issue tracker","service_name":"in-house-tracker","auth_type":"apikey",\
			"auth_config":{"api_key_name":"X-Api-Key","key_location":"header","secret_key_vault_path":\
			"kv/data/tenant_0b7e5a3e-3f0c-4d3a-8c55-1f2a3b4c5d6e/connectors/7f3c1c52-6a57-4a53-9a0f-0d1f1f0f5b10#api_key"},\
			"api_spec":{"servers":[{"url":"https://api.example.com/v1"}]},"api_spec_warnings":[],"scopes":null,"is_active":true,\
			"created_at":"2026-01-02T03:04:05.678901Z","updated_at":"2026-01-02T03:04:05.678901Z",\
			"last_connected_at":null,"last_error":null,"metadata":null,"connection_status":null,\
			"token_expires_at":null,"granted_scopes":null,"connection_data":null}""";

	private static final String SOURCE = """
			"source_metadata":{"request_url":"https://api.example.com/v1/issues","status_code":200,\
			"media_type":"application/json","headers":{"content-type":"application/json"}}""";

	private static final Map<String, String> ANSWERS = Map.of("createConfiguration", CONNECTOR, "getConfiguration",
			CONNECTOR, "updateConfiguration", CONNECTOR, "listConfigurations", """
					{"data":[{"id":"7f3c1c52-6a57-4a53-9a0f-0d1f1f0f5b10","connector_name":"Issue tracker",\
					"service_name":"in-house-tracker","auth_type":"apikey","is_active":true,\
					"created_at":"2026-01-02T03:04:05.678901Z","updated_at":"2026-01-02T03:04:05.678901Z",\
					"last_connected_at":"2026-01-03T04:05:06.789012Z","last_error":null,"connection_status":null,\
					"has_credentials":true}],"pagination":{"offset":0,"limit":20,"total":1}}""", "testConnection", """
					{"status":"success","message":"The service answered with status 200.",\
					"tested_at":"2026-01-03T04:05:06.789012Z"}""", "fetchData",
			"{\"data\":{\"issues\":[{\"id\":1,\"title\":\"Found a bug\"}]}," + SOURCE + "}", "performAction",
			"{\"status\":\"success\",\"result\":{\"id\":2,\"title\":\"Found a bug\"}," + SOURCE + "}",
			"beginAuthorization", """
					{"authorization_id":"c9a6ab46-0f3a-4c3e-9d52-5a4d7f0f7d11",\
					"authorization_url":"https://login.example.com/authorize?response_type=code&state=…",\
					"expires_at":"2026-01-02T03:14:05.678901Z","warnings":[]}""", "getAuthorization", """
					{"authorization_id":"c9a6ab46-0f3a-4c3e-9d52-5a4d7f0f7d11",\
					"connector_id":"7f3c1c52-6a57-4a53-9a0f-0d1f1f0f5b10","status":"failed",\
					"code":"authorization_failed","error":"access_denied","expires_at":"2026-01-02T03:14:05.678901Z",\
					"ended_at":"2026-01-02T03:05:05.678901Z"}""", "confirmAuthorization",
			"""
					{"authorization_id":"c9a6ab46-0f3a-4c3e-9d52-5a4d7f0f7d11",\
					"connector_id":"7f3c1c52-6a57-4a53-9a0f-0d1f1f0f5b10","status":"connected","code":null,\
					"error":null,"expires_at":"2026-01-02T03:14:05.678901Z","ended_at":"2026-01-02T03:05:07.678901Z"}""");

	@Override
	public Operation customize(Operation operation, HandlerMethod handler) {
		Optional.ofNullable(BY_OPERATION.get(operation.getOperationId()))
			.ifPresent((examples) -> Objects.requireNonNull(operation.getRequestBody().getContent().get(JSON))
				.setExamples(examples));
		findResponseExample(operation.getOperationId()).ifPresent((example) -> operation.getResponses()
			.values()
			.stream()
			.map(ApiResponse::getContent)
			.filter(Objects::nonNull)
			.map((content) -> content.get(JSON))
			.filter(Objects::nonNull)
			.forEach((body) -> body.addExamples("usual", example)));
		return operation;
	}

	private static Optional<Example> findResponseExample(String operationId) {
		return Optional.ofNullable(ANSWERS.get(operationId))
			.map((json) -> createExample("The usual answer", parseJson(json)));
	}

	private static Object parseJson(String json) {
		try {
			return Json31.mapper().readTree(json);
		}
		catch (JsonProcessingException failure) {
			throw new IllegalStateException(failure);
		}
	}

	private static Example createExample(String summary, Object value) {
		return new Example().summary(summary).value(value);
	}

	private static Map<String, Object> createApiKeyRequest() {
		return createConfigurationRequest("Issue tracker", "in-house-tracker", "apikey",
				Map.of("api_key_name", "X-Api-Key", "key_location", "header"),
				Map.of("api_key", "example-key-not-a-secret"));
	}

	private static Map<String, Object> createBasicRequest() {
		return createConfigurationRequest("Wiki", "in-house-wiki", "basic", Map.of("username", "integration"),
				Map.of("password", "example-password-not-a-secret"));
	}

	private static Map<String, Object> createConfigurationRequest(String name, String service, String authType,
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

	private static Map<String, Object> createActionRequest() {
		return Map.of("action_name", "issues/create", "payload",
				Map.of("owner", "octocat", "repo", "hello-world", "title", "Found a bug"));
	}

}
