package io.connectorservice.openapi;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.connector.web.TestConfigurations;
import io.connectorservice.json.schema.JsonSchema;
import io.swagger.v3.oas.models.OpenAPI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the OpenAPI document against its own rules and against real responses.
 */
@ConnectorServiceTest
class ApiDocumentationIntegrationTests {

	private static final List<String> OPEN = List.of("health", "endAuthorization");

	private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options",
			"trace");

	private final ServiceClient anyone;

	private final ServiceClient tenant;

	private JsonNode api = JsonNodeFactory.instance.missingNode();

	ApiDocumentationIntegrationTests(@Autowired ServiceClient client) {
		this.anyone = client;
		this.tenant = client.asNewTenant();
	}

	@BeforeEach
	void read() {
		this.api = this.anyone.get("/v3/api-docs").json();
	}

	private Stream<Map.Entry<String, JsonNode>> operations() {
		return this.api.path("paths")
			.propertyStream()
			.flatMap((path) -> path.getValue()
				.propertyStream()
				.filter((entry) -> METHODS.contains(entry.getKey()))
				.map((entry) -> Map.entry(entry.getKey() + " " + path.getKey(), entry.getValue())));
	}

	private JsonNode operation(String operationId) {
		return operations().map(Map.Entry::getValue)
			.filter((operation) -> operation.path("operationId").asString("").equals(operationId))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void describesPagesForBrowsers() {
		JsonNode responses = operation("endAuthorization").path("responses");
		assertThat(responses.propertyNames()).containsExactlyInAnyOrder("200", "303", "400", "409", "503");
		assertThat(responses.at("/400/content").propertyNames()).containsExactly("text/html",
				"application/problem+json");
		assertThat(responses.at("/303").has("content")).isFalse();
		assertThat(operation("endAuthorization").path("parameters").valueStream())
			.extracting((parameter) -> parameter.path("name").asString())
			.containsExactlyInAnyOrder("state", "code", "iss", "error");
	}

	@Test
	void marksAuthorizationBodyAsOptional() {
		assertThat(operation("beginAuthorization").at("/requestBody/required").asBoolean(false)).isFalse();
		assertThat(operation("createConfiguration").at("/requestBody/required").asBoolean(false)).isTrue();
	}

	@Test
	void describesProblemsWithExamples() {
		operations().filter((entry) -> !OPEN.contains(entry.getValue().path("operationId").asString()))
			.forEach((entry) -> {
				JsonNode responses = entry.getValue().path("responses");
				assertThat(responses.propertyNames()).as(entry.getKey())
					.contains("400", "401", "403", "405", "406", "500", "503");
				responses.propertyStream()
					.filter((response) -> response.getKey().compareTo("400") >= 0)
					.forEach((response) -> {
						JsonNode answer = resolve(response.getValue());
						assertThat(answer.path("headers").propertyNames()).contains("X-Request-Id");
						JsonNode content = answer.path("content");
						assertThat(content.propertyNames()).as(entry.getKey() + response.getKey())
							.containsExactly("application/problem+json");
						JsonNode body = content.path("application/problem+json");
						assertThat(body.at("/schema/$ref").asString()).isEqualTo("#/components/schemas/Problem");
						assertThat(body.path("examples").propertyStream()).isNotEmpty()
							.allSatisfy(
									(example) -> assertThat(faults(schema("Problem"), example.getValue().path("value")))
										.isEmpty());
					});
			});
	}

	private JsonNode resolve(JsonNode response) {
		return response.has("$ref") ? this.api.at(response.path("$ref").asString().substring(1)) : response;
	}

	@Test
	void declaresRequiredResponseFields() {
		JsonNode schemas = this.api.at("/components/schemas");
		assertThat(names(schemas.at("/ConnectorSummary/required"))).contains("id", "last_error", "has_credentials");
		assertThat(names(schemas.at("/SourceMetadata/required"))).contains("request_url").doesNotContain("encoding");
		assertThat(names(schemas.at("/Configuration/properties/connection_status/type"))).contains("string", "null");
		assertThat(names(schemas.at("/Configuration/properties/connection_status/enum"))).contains("connected");
		assertThat(names(schemas.at("/ProblemCode/enum"))).contains("not_found", "reauthorization_required");
		schemas.propertyStream()
			.filter((schema) -> schema.getValue().path("type").asString("").equals("object"))
			.filter((schema) -> !schema.getKey().endsWith("Request") && !schema.getKey().endsWith("Config"))
			.filter((schema) -> !List.of("ConfigurationChange", "ConnectorError").contains(schema.getKey()))
			.forEach(
					(schema) -> assertThat(schema.getValue().path("required").size()).as(schema.getKey()).isPositive());
	}

	private static List<String> names(JsonNode array) {
		return array.valueStream().map((name) -> name.asString("null")).toList();
	}

	@Test
	void declaresAdditionalPropertiesOfFreeFormObjects() {
		assertThat(this.api.path("components").findParents("type"))
			.filteredOn((schema) -> names(schema.path("type")).contains("object")
					|| schema.path("type").asString("").equals("object"))
			.allMatch((schema) -> schema.has("properties") || schema.has("additionalProperties")
					|| schema.has("propertyNames"));
	}

	@Test
	void buildsDescriptionInAdvance(@Autowired ApiDescriptionWarmup ahead) {
		assertThat(ahead.generateDescription()).isInstanceOfSatisfying(OpenAPI.class,
				(api) -> assertThat(api.getPaths()).hasSameSizeAs(this.api.path("paths").propertyNames()));
	}

	@Test
	void describesResponseHeadersAndLinks() {
		JsonNode creation = operation("createConfiguration").at("/responses/201");
		assertThat(creation.path("headers").propertyNames()).contains("Location", "ETag", "X-Request-Id");
		assertThat(creation.at("/links/fetchData/parameters/id").asString()).isEqualTo("$response.body#/id");
		assertThat(operation("getConfiguration").path("responses").propertyNames()).contains("304");
		assertThat(operation("fetchData").at("/responses/200/content").propertyNames())
			.contains("application/x-ndjson");
		assertThat(resolve(operation("fetchData").at("/responses/503")).path("headers").propertyNames())
			.contains("Retry-After");
	}

	@Test
	void showsValidResponseExamples() {
		operations().forEach((entry) -> entry.getValue()
			.path("responses")
			.propertyStream()
			.filter((response) -> response.getKey().startsWith("2"))
			.map((response) -> response.getValue().at("/content/application~1json"))
			.forEach((body) -> body.path("examples")
				.propertyStream()
				.forEach((example) -> assertThat(faults(body.path("schema"), example.getValue().path("value")))
					.as(entry.getKey())
					.isEmpty())));
	}

	@Test
	void resolvesEveryReferenceAndNamesPropertiesInSnakeCase() {
		assertThat(this.api.findValuesAsString("$ref")).isNotEmpty()
			.allSatisfy((reference) -> assertThat(this.api.at(reference.substring(1)).isMissingNode()).as(reference)
				.isFalse());
		this.api.at("/components/schemas")
			.propertyStream()
			.forEach((schema) -> assertThat(schema.getValue().path("properties").propertyNames()).as(schema.getKey())
				.allMatch((name) -> name.matches("[a-z][a-z0-9_]*")));
	}

	@Test
	void showsValidRequestExamples() {
		operations().filter((entry) -> entry.getValue().has("requestBody")).forEach((entry) -> {
			JsonNode body = entry.getValue().at("/requestBody/content/application~1json");
			assertThat(body.path("examples").propertyStream()).as(entry.getKey())
				.isNotEmpty()
				.allSatisfy((example) -> assertThat(faults(body.path("schema"), example.getValue().path("value")))
					.isEmpty());
		});
		JsonNode examples = operation("createConfiguration").at("/requestBody/content/application~1json/examples");
		examples.propertyStream().forEach((example) -> this.tenant.create(example.getValue().path("value").toString()));
	}

	private JsonNode schema(String name) {
		return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
	}

	private JsonNode answerSchema(String operationId, String status) {
		return operation(operationId).at("/responses/" + status + "/content/application~1json/schema");
	}

	// the schema refers to components of the OpenAPI
	// document, so both are combined in one document
	private List<?> faults(JsonNode schema, JsonNode value) {
		ObjectNode whole = JsonNodeFactory.instance.objectNode();
		whole.set("components", this.api.path("components"));
		whole.setAll((ObjectNode) schema);
		return JsonSchema.of(whole).findFaults(value);
	}

	@Test
	void describesActualResponses() {
		try (UpstreamServer upstream = UpstreamServer.start()) {
			upstream.respondWith(Reply.json(200, "[1]"));
			String description = """
					{"servers":[{"url":"%s"}],"paths":{"/a":{"get":{"operationId":"a"}}}}""".formatted(upstream.url());
			String id = this.tenant
				.create(TestConfigurations.apikey().with("api_spec", description).withApiKey("k").json());
			String connector = ServiceClient.BASE + "/" + id;
			assertMatchesSchema("testConnection", this.tenant.post(connector + "/test-connection").json());
			assertMatchesSchema("fetchData", this.tenant.get(connector + "/data?resource_path=/a").json());
			assertMatchesSchema("listActions", this.tenant.get(connector + "/actions").json());
			assertMatchesSchema("performAction",
					this.tenant.post(connector + "/actions", "{\"action_name\":\"a\"}").json());
			assertMatchesSchema("getConfiguration", this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json());
			assertMatchesSchema("updateConfiguration",
					this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, "{}").json());
			assertMatchesSchema("listConfigurations", this.tenant.get(ServiceClient.CONFIGURATIONS).json());
			assertMatchesSchema("listEvents", this.tenant.get(connector + "/events").json());
			assertMatchesSchema("health", this.anyone.get("/api/v1/health").json());
			upstream.respondWith(Reply.json(500, "{}"));
			JsonNode problem = this.tenant.get(connector + "/data?resource_path=/a").json();
			assertThat(faults(schema("Problem"), problem)).isEmpty();
			assertMatchesSchema("getConfiguration", this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json());
			assertMatchesSchema("listEvents", this.tenant.get(connector + "/events").json());
		}
	}

	private void assertMatchesSchema(String operationId, JsonNode answer) {
		assertThat(faults(answerSchema(operationId, "200"), answer)).as(operationId + " " + answer).isEmpty();
	}

	@Test
	void showsAPageThatMayLoadOnlyItsOwnParts() {
		ServiceClient.Answer page = this.anyone.get("/swagger-ui/index.html");
		assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'", "connect-src 'self'")
			.doesNotContain("unsafe-eval");
		assertThat(page.text()).doesNotContain("<script>", "https://");
		assertThat(this.anyone.get("/swagger-ui.html").status()).isIn(200, 302);
	}

}
