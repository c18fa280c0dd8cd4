package io.connectorservice.oauth.authorization.web;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.connectorservice.oauth.authorization.AuthorizationFlow;
import io.connectorservice.oauth.authorization.AuthorizationStatus;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.Problems;
import io.connectorservice.tenant.CanonicalUuid;
import io.connectorservice.tenant.ConnectorId;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.web.ConnectorOperations;
import io.connectorservice.web.JsonBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Begins authorizations and reports their status.
 */
@RestController
@ConnectorOperations
@Tag(name = "OAuth 2", description = "Connecting with a person's consent")
class AuthorizationController {

	private final AuthorizationFlow flow;

	AuthorizationController(AuthorizationFlow flow) {
		this.flow = flow;
	}

	@PostMapping("/oauth2/authorizations")
	@ResponseStatus(HttpStatus.CREATED)
	@Operation(operationId = "beginAuthorization", summary = "Begin an authorization",
			description = """
					Send the user's browser to authorization_url within ten minutes. It ends at return_url with \
					authorization_id, connector_id, status (connected or failed) and, where it failed, code and the provider's error in \
					its query; without return_url on a page of the service's own. New tokens replace those the \
					connector had. Whoever opens authorization_url connects an account of their own: hand it to the \
					browser of the user who asked and to nobody else, remember in that browser's session which \
					connector it is for, and at return_url take the outcome only for that session's connector. What \
					is in the query of return_url can be typed by anybody: read connection_status, or the events, \
					before you rely on it.""")
	@ApiResponse(responseCode = "201", description = "Begun")
	@Problems({ ProblemCode.MALFORMED_JSON, ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND,
			ProblemCode.CONFIGURATION_INVALID, ProblemCode.SECRET_MISSING, ProblemCode.SECRET_UNUSABLE,
			ProblemCode.PAYLOAD_TOO_LARGE, ProblemCode.SECRET_STORE_UNAVAILABLE })
	AuthorizationResponse beginAuthorization(TenantId tenant, @PathVariable ConnectorId id,
			@JsonBody(schema = "oauth/authorization.schema.json", maxSize = "64KB", required = false) JsonNode body) {
		String returnUrl = body.path("return_url").stringValueOpt().orElse(null);
		AuthorizationFlow.StartedAuthorization startedAuthorization = this.flow.begin(tenant, id.value(), returnUrl);
		return new AuthorizationResponse(startedAuthorization.id(), startedAuthorization.authorizationUrl(),
				startedAuthorization.expiresAt(), startedAuthorization.warnings());
	}

	@GetMapping("/oauth2/authorizations/{authorization_id}")
	@Operation(operationId = "getAuthorization", summary = "Read how an authorization stands",
			description = "Where a person never comes back, this tells it: pending, then expired. Kept for an hour after"
					+ " it expired.")
	@ApiResponse(responseCode = "200", description = "How it stands")
	@Problems(ProblemCode.NOT_FOUND)
	AuthorizationStatus getAuthorization(TenantId tenant, @PathVariable ConnectorId id,
			@PathVariable("authorization_id") String authorizationId) {
		UUID authorization = CanonicalUuid.parse(authorizationId)
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such authorization."));
		return this.flow.getStatus(tenant, id.value(), authorization);
	}

	/**
	 * The response to the begin of an authorization.
	 */
	@Schema(name = "Authorization")
	record AuthorizationResponse(@JsonProperty("authorization_id") UUID authorizationId,
			@JsonProperty("authorization_url") URI authorizationUrl, @JsonProperty("expires_at") Instant expiresAt,
			@Schema(description = "What is likely to go wrong later, such as a connection that ends soon because no"
					+ " refresh token is asked for") List<String> warnings) {
	}

}
