package io.connectorservice.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.core.io.ClassPathResource;

/**
 * Adds the same schemas that requests are checked against, and that of problems.
 */
final class RequestSchemas implements OpenApiCustomizer {

	static final String PROBLEM = "Problem";

	private static final Map<String, String> AUTH_CONFIGS = new TreeMap<>(Map.of("OAuth2Config", "oauth2",
			"ApiKeyConfig", "apikey", "BasicConfig", "basic", "HeadersConfig", "headers", "HmacConfig", "hmac",
			"AwsSigV4Config", "aws_sigv4", "JwtBearerConfig", "jwt_bearer", "SessionLoginConfig", "session_login"));

	@Override
	public void customise(OpenAPI api) {
		Components components = api.getComponents();
		components.addSchemas("ConfigurationRequest",
				completeConfigurationSchema(readSchema("connector/configuration.schema.json")));
		components.addSchemas("ConfigurationChange", completeConfigurationSchema(readChangeSchema()));
		AUTH_CONFIGS.forEach((name, resource) -> components.addSchemas(name, readAuthConfigSchema(resource)));
		components.addSchemas("CredentialsRequest", readSchema("connector/credentials.schema.json"));
		components.addSchemas("ActionRequest", readSchema("connector/action.schema.json"));
		components.addSchemas("AuthorizationRequest", readSchema("oauth/authorization.schema.json"));
		components.addSchemas("OAuthAppRequest", readSchema("oauth/app.schema.json"));
		components.addSchemas(PROBLEM, readSchema("problem/problem.schema.json"));
	}

	private static Schema<?> completeConfigurationSchema(Schema<?> schema) {
		Optional.ofNullable(schema.getProperties().get("auth_config"))
			.ifPresent((config) -> AUTH_CONFIGS.keySet().forEach((name) -> config.addAnyOfItem(createReference(name))));
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

	static Schema<?> createReference(String name) {
		return new Schema<>().$ref("#/components/schemas/" + name);
	}

}
