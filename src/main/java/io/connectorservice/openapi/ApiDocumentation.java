package io.connectorservice.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.Problems;
import io.connectorservice.security.Caller;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/**
 * Describes the API: what springdoc finds in the controllers, the same schemas that
 * requests are checked against, and every problem that an operation can answer with.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocumentation {

	private static final String TOKEN = "token";

	// in the order in which somebody new needs them
	private static final List<Tag> TAGS = Stream.of("Configurations", "Operations", "OAuth 2", "Catalog")
		.map((name) -> new Tag().name(name))
		.toList();

	private static final String PROBLEM = "Problem";

	private static final Map<String, String> BODIES = Map.of("createConfiguration", "ConfigurationRequest",
			"updateConfiguration", "ConfigurationChange", "putCredentials", "CredentialsRequest", "performAction",
			"ActionRequest", "beginAuthorization", "AuthorizationRequest");

	private static final Map<String, String> AUTH_CONFIGS = new TreeMap<>(Map.of("OAuth2Config", "oauth2",
			"ApiKeyConfig", "apikey", "BasicConfig", "basic", "HeadersConfig", "headers", "HmacConfig", "hmac",
			"AwsSigV4Config", "aws_sigv4", "JwtBearerConfig", "jwt_bearer", "SessionLoginConfig", "session_login"));

	private static final Map<String, String> PARAMETERS = Map.of("id", "The connector's id", "offset",
			"How many to leave out at the start; 0 to 1000000", "limit", "How many to list; 1 to 100", "state",
			"What the authorization was begun with", "code", "What the provider grants tokens for", "iss",
			"The provider (RFC 9207)", "error", "Why the provider granted nothing (RFC 6749, 4.1.2.1)");

	static {
		SpringDocUtils.getConfig()
			.replaceWithSchema(JsonNode.class, new Schema<>().description("Any JSON"))
			.addRequestWrapperToIgnore(Caller.class);
	}

	@Bean
	OpenAPI apiDescription() {
		return new OpenAPI().info(new Info().title("connector-service")
			.version("1")
			.description(
					"Connects tenants to third-party services and signs the calls. Secrets go in and never come out.")
			.license(new License().name("Proprietary").identifier("LicenseRef-Proprietary")))
			.servers(List.of(new Server().url("/").description("This service")))
			.tags(TAGS)
			.components(new Components().addSecuritySchemes(TOKEN,
					new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer").bearerFormat("JWT")))
			.addSecurityItem(new SecurityRequirement().addList(TOKEN))
			.webhooks(WebhookDescription.describeAll());
	}

	@Bean
	RecordSchemas recordSchemas() {
		return new RecordSchemas();
	}

	@Bean
	OpenApiCustomizer schemas(RecordSchemas records) {
		return (api) -> {
			Components components = api.getComponents();
			components.addSchemas("ConfigurationRequest",
					completeConfigurationSchema(readSchema("connector/configuration.schema.json")));
			components.addSchemas("ConfigurationChange", completeConfigurationSchema(readChangeSchema()));
			AUTH_CONFIGS.forEach((name, resource) -> components.addSchemas(name, readAuthConfigSchema(resource)));
			components.addSchemas("CredentialsRequest", readSchema("connector/credentials.schema.json"));
			components.addSchemas("ActionRequest", readSchema("connector/action.schema.json"));
			components.addSchemas("AuthorizationRequest", readSchema("oauth/authorization.schema.json"));
			components.addSchemas(PROBLEM, readSchema("problem/problem.schema.json"));
			ResponseSchemas.completeSchemas(components.getSchemas());
			records.completeSchemas(components.getSchemas());
			SharedProblems.shareResponses(api);
		};
	}

	private static Schema<?> completeConfigurationSchema(Schema<?> schema) {
		Optional.ofNullable(schema.getProperties().get("auth_config"))
			.ifPresent((config) -> AUTH_CONFIGS.keySet()
				.forEach((name) -> config.addAnyOfItem(ResponseSchemas.createReference(name))));
		Optional.ofNullable(schema.getProperties().get("api_spec"))
			.ifPresent((description) -> description.setTypes(Set.of("object", "string", "null")));
		return schema;
	}

	// the catalog gives some of the fields, so that none is required of everybody
	private static Schema<?> readAuthConfigSchema(String resource) {
		Schema<?> schema = readSchema("auth/" + resource + ".schema.json");
		schema.setRequired(null);
		schema.setAdditionalProperties(true);
		return schema;
	}

	private static Schema<?> readSchema(String resource) {
		try (InputStream in = new ClassPathResource(resource).getInputStream()) {
			return Json31.mapper().readValue(in, Schema.class);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	private static Schema<?> readChangeSchema() {
		Schema<?> schema = readSchema("connector/configuration.schema.json");
		schema.setRequired(null);
		schema.getProperties().remove("credentials");
		return schema.title("ConfigurationChange").description("The fields to change.");
	}

	@Bean
	OperationCustomizer bodiesAndProblems() {
		return (operation, handler) -> {
			addBody(operation);
			describeParameters(operation);
			Problems problems = handler.getMethodAnnotation(Problems.class);
			if (problems != null) {
				addProblems(operation, problems.value());
				addTenantHeader(operation);
			}
			ResponseDescriptions.describeResponses(operation);
			return operation;
		};
	}

	private static void describeParameters(Operation operation) {
		if (operation.getParameters() == null) {
			return;
		}
		operation.getParameters()
			.stream()
			.filter((parameter) -> parameter.getDescription() == null)
			.forEach((parameter) -> parameter.setDescription(PARAMETERS.get(parameter.getName())));
		operation.getParameters()
			.stream()
			.filter((parameter) -> "id".equals(parameter.getName()))
			.forEach((parameter) -> parameter.getSchema().setFormat("uuid"));
		operation.getParameters().forEach(ApiDocumentation::addBounds);
	}

	private static void addBounds(Parameter parameter) {
		switch (parameter.getName()) {
			case "offset" -> parameter.getSchema().minimum(BigDecimal.ZERO).maximum(BigDecimal.valueOf(1_000_000));
			case "limit" -> parameter.getSchema().minimum(BigDecimal.ONE).maximum(BigDecimal.valueOf(100));
			default -> {
			}
		}
	}

	private static void addBody(Operation operation) {
		String schema = BODIES.get(operation.getOperationId());
		if (schema != null) {
			operation
				.setRequestBody(new RequestBody().required(!"beginAuthorization".equals(operation.getOperationId()))
					.content(new Content().addMediaType("application/json",
							new MediaType().schema(ResponseSchemas.createReference(schema))
								.examples(ApiExamples.findRequestExamples(operation.getOperationId())))));
		}
	}

	private static void addTenantHeader(Operation operation) {
		operation.addParametersItem(new HeaderParameter().name("X-Tenant-Id")
			.required(false)
			.description("The tenant that a service_role caller acts for, where the request has no other place for it")
			.schema(new Schema<>().type("string").types(Set.of("string")).format("uuid")));
	}

	private static void addProblems(Operation operation, ProblemCode[] own) {
		List<ProblemCode> all = new ArrayList<>(
				Stream.of(ProblemCode.values()).filter(ProblemCode::isPossibleAtEveryEndpoint).toList());
		if (operation.getRequestBody() != null) {
			all.add(ProblemCode.REQUEST_TIMEOUT);
		}
		all.addAll(List.of(own));
		Map<Integer, List<ProblemCode>> byStatus = all.stream()
			.distinct()
			.collect(Collectors.groupingBy((code) -> code.status().value(), TreeMap::new, Collectors.toList()));
		byStatus.forEach((status, codes) -> operation.getResponses()
			.addApiResponse(String.valueOf(status), createProblemResponse(codes)));
	}

	private static ApiResponse createProblemResponse(List<ProblemCode> codes) {
		MediaType body = new MediaType().schema(ResponseSchemas.createReference(PROBLEM));
		codes.forEach((code) -> body.addExamples(code.code(), createProblemExample(code)));
		String description = codes.stream()
			.map((code) -> "`" + code.code() + "`: " + code.title())
			.collect(Collectors.joining("; "));
		return new ApiResponse().description(description)
			.content(new Content().addMediaType("application/problem+json", body));
	}

	private static Example createProblemExample(ProblemCode code) {
		Map<String, Object> body = new TreeMap<>();
		body.put("type", "urn:connector-service:problem:" + code.code());
		body.put("title", code.title());
		body.put("status", code.status().value());
		body.put("detail", code.title() + ".");
		body.put("code", code.code());
		body.put("request_id", "6f1d0a52-0d5e-4b0c-8a43-0f0c6c1f2b11");
		return new Example().summary(code.title()).value(body);
	}

}
