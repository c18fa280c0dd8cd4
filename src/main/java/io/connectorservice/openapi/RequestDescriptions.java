package io.connectorservice.openapi;

import java.math.BigDecimal;
import java.util.Map;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.web.method.HandlerMethod;

/**
 * Describes the parameters and bodies of requests.
 */
final class RequestDescriptions implements OperationCustomizer {

	private static final Map<String, String> BODIES = Map.of("createConfiguration", "ConfigurationRequest",
			"updateConfiguration", "ConfigurationChange", "putCredentials", "CredentialsRequest", "performAction",
			"ActionRequest", "beginAuthorization", "AuthorizationRequest", "putOAuthApp", "OAuthAppRequest");

	private static final Map<String, String> PARAMETERS = Map.of("id", "The connector's id", "offset",
			"How many to leave out at the start; 0 to 1000000", "limit", "How many to list; 1 to 100", "state",
			"What the authorization was begun with", "code", "What the provider grants tokens for", "iss",
			"The provider (RFC 9207)", "error", "Why the provider granted nothing (RFC 6749, 4.1.2.1)");

	@Override
	public Operation customize(Operation operation, HandlerMethod handler) {
		addBody(operation);
		describeParameters(operation);
		return operation;
	}

	private static void addBody(Operation operation) {
		String schema = BODIES.get(operation.getOperationId());
		if (schema != null) {
			operation
				.setRequestBody(new RequestBody().required(!"beginAuthorization".equals(operation.getOperationId()))
					.content(new Content().addMediaType("application/json",
							new MediaType().schema(RequestSchemas.createReference(schema)))));
		}
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
		operation.getParameters().forEach(RequestDescriptions::addBounds);
	}

	private static void addBounds(Parameter parameter) {
		switch (parameter.getName()) {
			case "offset" -> parameter.getSchema().minimum(BigDecimal.ZERO).maximum(BigDecimal.valueOf(1_000_000));
			case "limit" -> parameter.getSchema().minimum(BigDecimal.ONE).maximum(BigDecimal.valueOf(100));
			default -> {
			}
		}
	}

}
