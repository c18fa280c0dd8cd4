package io.connectorservice.openapi;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.links.Link;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.web.method.HandlerMethod;

/**
 * Describes the parts of responses other than their schemas: headers, links to operations
 * that can be called next, and the variants of a read.
 */
final class ResponseDescriptions implements OperationCustomizer {

	private static final Set<String> VERSIONED = Set.of("createConfiguration", "getConfiguration",
			"updateConfiguration");

	private static final List<String> FOR_A_CONNECTOR = List.of("getConfiguration", "updateConfiguration",
			"deleteConfiguration", "putCredentials", "testConnection", "fetchData", "listActions", "performAction",
			"beginAuthorization", "listEvents");

	private static final Set<String> LATER = Set.of("429", "502", "503", "504");

	@Override
	public Operation customize(Operation operation, HandlerMethod handler) {
		ApiResponses responses = operation.getResponses();
		responses.forEach((_, response) -> response.addHeaderObject("X-Request-Id",
				createHeader("Finds the request in the service's log")));
		LATER.stream()
			.map(responses::get)
			.filter(Objects::nonNull)
			.forEach((response) -> response.addHeaderObject("Retry-After",
					createHeader("After how many seconds to try again, where that is known")));
		switch (operation.getOperationId()) {
			case "createConfiguration" -> describeCreation(responses);
			case "getConfiguration" -> describeVersions(operation);
			case "fetchData" -> describeRead(operation);
			default -> {
			}
		}
		if (VERSIONED.contains(operation.getOperationId())) {
			responses.forEach((status, response) -> addVersion(status, response));
		}
		return operation;
	}

	private static Header createHeader(String description) {
		return new Header().description(description).schema(createTextSchema());
	}

	private static Schema<?> createTextSchema() {
		return new Schema<>().types(Set.of("string"));
	}

	private static void describeCreation(ApiResponses responses) {
		ApiResponse created = Objects.requireNonNull(responses.get("201"));
		created.addHeaderObject("Location", createHeader("The connector's address"));
		FOR_A_CONNECTOR.forEach((operation) -> created.addLink(operation,
				new Link().operationId(operation).parameters("id", "$response.body#/id")));
	}

	private static void describeVersions(Operation operation) {
		operation.addParametersItem(new HeaderParameter().name("If-None-Match")
			.description("Answer only if this is not its version any more")
			.schema(createTextSchema()));
		operation.getResponses()
			.addApiResponse("304", new ApiResponse().description("It is still of the version that the caller has"));
	}

	private static void addVersion(String status, ApiResponse response) {
		if (status.startsWith("2") || status.equals("304")) {
			response.addHeaderObject("ETag", createHeader("Names the connector's version"));
		}
	}

	private static void describeRead(Operation operation) {
		operation.addParametersItem(new QueryParameter().name("query")
			.description("Any other parameters of the query: they go to the service as they come, in their order."
					+ " tool=1&tool=2 sends both.")
			.style(Parameter.StyleEnum.FORM)
			.explode(true)
			.schema(new Schema<>().types(Set.of("object")).additionalProperties(createTextSchema())));
		Content content = Objects.requireNonNull(operation.getResponses().get("200")).getContent();
		content.addMediaType("application/x-ndjson", new MediaType().schema(createTextSchema()).example("""
				{"item":{"id":1}}
				{"item":{"id":2}}
				{"end":{"complete":true,"pages":1,"items":2,"next":null,"problem":null}}
				"""));
	}

}
