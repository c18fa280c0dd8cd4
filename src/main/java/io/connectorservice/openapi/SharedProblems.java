package io.connectorservice.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Moves identical problem responses of several operations to a shared component, so that
 * the API's page shows what is specific to an operation.
 */
final class SharedProblems implements OpenApiCustomizer {

	private static final int FIRST_PROBLEM = 400;

	@Override
	public void customise(OpenAPI api) {
		Map<String, Map<ApiResponse, List<ApiResponses>>> uses = new LinkedHashMap<>();
		streamResponses(api).forEach((responses) -> responses.forEach((status, response) -> {
			if (isProblem(status)) {
				uses.computeIfAbsent(status, (_) -> new LinkedHashMap<>())
					.computeIfAbsent(response, (_) -> new ArrayList<>())
					.add(responses);
			}
		}));
		uses.forEach((status, responses) -> responses.forEach((response, users) -> {
			if (users.size() > 1) {
				replaceByReference(api, status, response, users);
			}
		}));
	}

	private static Stream<ApiResponses> streamResponses(OpenAPI api) {
		return api.getPaths()
			.values()
			.stream()
			.map(PathItem::readOperations)
			.flatMap(List::stream)
			.map((operation) -> operation.getResponses());
	}

	private static boolean isProblem(String status) {
		return status.matches("\\d+") && Integer.parseInt(status) >= FIRST_PROBLEM;
	}

	private static void replaceByReference(OpenAPI api, String status, ApiResponse response, List<ApiResponses> users) {
		String name = chooseName(api, "Problem" + status);
		api.getComponents().addResponses(name, response);
		users.forEach((responses) -> responses.put(status, new ApiResponse().$ref("#/components/responses/" + name)));
	}

	private static String chooseName(OpenAPI api, String preferredName) {
		Map<String, ApiResponse> taken = api.getComponents().getResponses();
		String name = preferredName;
		for (int i = 2; taken != null && taken.containsKey(name); i++) {
			name = preferredName + "_" + i;
		}
		return name;
	}

}
