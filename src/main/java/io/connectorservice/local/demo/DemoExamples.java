package io.connectorservice.local.demo;

import java.util.LinkedHashMap;
import java.util.Map;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.MediaType;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.core.Ordered;

/**
 * Puts examples first on the API's page that work with the demo service unchanged.
 */
final class DemoExamples implements OpenApiCustomizer, Ordered {

	private static final Map<String, Map<String, Example>> BODIES = Map.of("createConfiguration",
			buildConnectionExamples(), "updateConfiguration",
			Map.of("demo", createExample("Rename the demo's connector", Map.of("connector_name", "My demo"))),
			"putCredentials",
			Map.of("demo", createExample("The demo service's key", Map.of("api_key", DemoAccess.API_KEY))),
			"beginAuthorization", Map.of("demo", createExample("Stay on our page", Map.of())), "performAction",
			buildActionExamples());

	private static final Map<String, String> PARAMETERS = Map.of("resource_path", "/tasks", "service_name", "demo");

	/** Runs after the OpenAPI document is complete. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customise(OpenAPI api) {
		api.getPaths()
			.values()
			.stream()
			.map(PathItem::readOperations)
			.forEach((operations) -> operations.forEach(this::addExamples));
	}

	private void addExamples(Operation operation) {
		Map<String, Example> examples = BODIES.getOrDefault(String.valueOf(operation.getOperationId()), Map.of());
		if (operation.getRequestBody() != null && !examples.isEmpty()) {
			operation.getRequestBody().getContent().values().forEach((content) -> putFirst(content, examples));
		}
		if (operation.getParameters() != null) {
			operation.getParameters()
				.stream()
				.filter((parameter) -> parameter.getName() != null && PARAMETERS.containsKey(parameter.getName()))
				.filter((parameter) -> !"listConfigurations".equals(operation.getOperationId()))
				.forEach((parameter) -> parameter.setExample(PARAMETERS.get(parameter.getName())));
		}
	}

	private static void putFirst(MediaType content, Map<String, Example> examples) {
		Map<String, Example> all = new LinkedHashMap<>(examples);
		if (content.getExamples() != null) {
			all.putAll(content.getExamples());
		}
		content.setExamples(all);
	}

	private static Map<String, Example> buildConnectionExamples() {
		Map<String, Example> connections = new LinkedHashMap<>();
		connections.put("demo-key", buildConnectionExample("The demo service by its key", "apikey", Map.of(),
				Map.of("api_key", DemoAccess.API_KEY)));
		connections.put("demo-password", buildConnectionExample("The demo service by user and password", "basic",
				Map.of(), Map.of("username", DemoAccess.USER, "password", DemoAccess.PASSWORD)));
		connections.put("demo-consent", buildConnectionExample("The demo service by consent", "oauth2",
				Map.of("client_id", DemoOAuth.CLIENT_ID), Map.of("client_secret", DemoOAuth.CLIENT_SECRET)));
		return connections;
	}

	private static Example buildConnectionExample(String summary, String authType, Map<String, Object> config,
			Map<String, Object> credentials) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("connector_name", summary);
		body.put("service_name", "demo");
		body.put("auth_type", authType);
		body.put("auth_config", config);
		body.put("credentials", credentials);
		return createExample(summary, body);
	}

	private static Map<String, Example> buildActionExamples() {
		Map<String, Object> payload = new LinkedHashMap<>();
		payload.put("title", "Water the plants");
		payload.put("priority", "high");
		payload.put("due_on", "2030-01-31");
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("action_name", "create_task");
		body.put("payload", payload);
		return Map.of("demo", createExample("Add a task to the demo service", body));
	}

	private static Example createExample(String summary, Object value) {
		return new Example().summary(summary).value(value);
	}

}
