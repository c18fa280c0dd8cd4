package io.connectorservice.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.Problems;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.web.method.HandlerMethod;

/**
 * Describes each problem that an operation can respond with, and the tenant's header.
 */
final class ProblemDescriptions implements OperationCustomizer {

	@Override
	public Operation customize(Operation operation, HandlerMethod handler) {
		Problems problems = handler.getMethodAnnotation(Problems.class);
		if (problems != null) {
			addProblems(operation, problems.value());
			addTenantHeader(operation);
		}
		return operation;
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
		MediaType body = new MediaType().schema(RequestSchemas.createReference(RequestSchemas.PROBLEM));
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
