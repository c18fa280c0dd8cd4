package io.connectorservice.openapi;

import java.util.List;
import java.util.stream.Stream;

import io.connectorservice.security.Caller;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Schema;
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

/**
 * Describes the API: what springdoc finds in the controllers, the same schemas that
 * requests are checked against, and every problem that an operation can answer with.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocumentation {

	private static final String TOKEN = "token";

	// in the order in which somebody new needs them
	private static final List<Tag> TAGS = Stream.of("Configurations", "Operations", "OAuth 2", "OAuth apps", "Catalog")
		.map((name) -> new Tag().name(name))
		.toList();

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
		List<OpenApiCustomizer> inOrder = List.of(new RequestSchemas(), new ResponseSchemas(),
				(api) -> records.completeSchemas(api.getComponents().getSchemas()), new SharedProblems());
		return (api) -> inOrder.forEach((part) -> part.customise(api));
	}

	@Bean
	OperationCustomizer operations() {
		List<OperationCustomizer> inOrder = List.of(new RequestDescriptions(), new ProblemDescriptions(),
				new ResponseDescriptions(), new ApiExamples());
		return (operation, handler) -> {
			inOrder.forEach((part) -> part.customize(operation, handler));
			return operation;
		};
	}

}
