package io.connectorservice.health;

import java.util.Map;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Responds that the service runs, for a container's health check.
 */
@RestController
@Tag(name = "Health", description = "Whether the service runs")
class HealthController {

	@GetMapping(path = "/api/v1/health", produces = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "health", summary = "Whether the service runs",
			description = "Open. Whether its dependencies do is told by /actuator/health.")
	@ApiResponse(responseCode = "200", description = "It runs")
	@SecurityRequirements
	Map<String, String> health() {
		return Map.of("status", "UP");
	}

}
