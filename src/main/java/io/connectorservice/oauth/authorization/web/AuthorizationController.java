package io.connectorservice.oauth.authorization.web;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.connectorservice.oauth.authorization.AuthorizationFlow;
import io.connectorservice.oauth.authorization.AuthorizationStatus;
import io.connectorservice.oauth.authorization.ConfirmationManager;
import io.connectorservice.oauth.authorization.FlowSubject;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.Problems;
import io.connectorservice.tenant.CanonicalUuid;
import io.connectorservice.security.Caller;
import io.connectorservice.tenant.ConnectorId;
import io.connectorservice.tenant.ConnectorRef;
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
 * Begins authorizations, confirms them and reports their status.
 */
@RestController
@ConnectorOperations
@Tag(name = "OAuth 2", description = "Connecting with a person's consent")
class AuthorizationController {

	private final AuthorizationFlow flow;

	private final ConfirmationManager confirmations;

	AuthorizationController(AuthorizationFlow flow, ConfirmationManager confirmations) {
		this.flow = flow;
		this.confirmations = confirmations;
	}

	@PostMapping("/oauth2/authorizations")
	@ResponseStatus(HttpStatus.CREATED)
	@Operation(operationId = "beginAuthorization", summary = "Begin an authorization",
			description = """
					Send the user's browser to authorization_url within ten minutes. It ends at return_url with \
					authorization_id, connector_id, status (confirmation_required or failed) and, where it failed, code and the \
					provider's error in its query; without return_url on a page of the service's own. The new tokens \
					count once the subject that began the authorization confirms it, within ten minutes, see \
					confirmAuthorization; those that the connector had work until then and are replaced by it. \
					Remember authorization_id in the session of the browser that you send, and confirm at return_url \
					only if it is the same: then nobody can have somebody else consent to what they began. With \
					OAUTH_CONFIRMATION=off the status is connected at once, and the account of whoever opened \
					authorization_url is connected. What is in the query of return_url can be typed by anybody: read \
					connection_status, or the events, before you rely on it.""")
	@ApiResponse(responseCode = "201", description = "Begun")
	@Problems({ ProblemCode.MALFORMED_JSON, ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND,
			ProblemCode.CONFIGURATION_INVALID, ProblemCode.SECRET_MISSING, ProblemCode.SECRET_UNUSABLE,
			ProblemCode.PAYLOAD_TOO_LARGE, ProblemCode.SECRET_STORE_UNAVAILABLE })
	AuthorizationResponse beginAuthorization(TenantId tenant, Caller caller, @PathVariable ConnectorId id,
			@JsonBody(schema = "oauth/authorization.schema.json", maxSize = "64KB", required = false) JsonNode body) {
		String returnUrl = body.path("return_url").stringValueOpt().orElse(null);
		AuthorizationFlow.StartedAuthorization startedAuthorization = this.flow.begin(tenant, id.value(), returnUrl,
				subjectOf(caller));
		return new AuthorizationResponse(startedAuthorization.id(), startedAuthorization.authorizationUrl(),
				startedAuthorization.expiresAt(), startedAuthorization.warnings());
	}

	private static FlowSubject subjectOf(Caller caller) {
		return caller.isServiceRole() ? FlowSubject.SERVICE_ROLE : FlowSubject.ofUser(caller.subject());
	}

	@GetMapping("/oauth2/authorizations/{authorization_id}")
	@Operation(operationId = "getAuthorization", summary = "Read how an authorization stands",
			description = "Where a person never comes back, this tells it: pending, then expired. After the provider"
					+ " granted tokens it is confirmation_required until it is confirmed. Kept for an hour after it expired.")
	@ApiResponse(responseCode = "200", description = "How it stands")
	@Problems(ProblemCode.NOT_FOUND)
	AuthorizationStatus getAuthorization(TenantId tenant, @PathVariable ConnectorId id,
			@PathVariable("authorization_id") String authorizationId) {
		return this.flow.getStatus(tenant, id.value(), parseAuthorizationId(authorizationId));
	}

	private static UUID parseAuthorizationId(String text) {
		return CanonicalUuid.parse(text)
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such authorization."));
	}

	@PostMapping("/oauth2/authorizations/{authorization_id}/confirmation")
	@Operation(operationId = "confirmAuthorization", summary = "Confirm an authorization", description = """
			Makes the new tokens count, once the browser has come back with status confirmation_required. Only \
			the subject that began the authorization can: the same user (sub), or service_role if it began with \
			a service_role token. An attempt by anybody else is answered with 403, and the new tokens are \
			revoked and removed. So are tokens that nobody confirms within ten minutes \
			(authorization_expired). A repeated confirmation is answered like the first. Before the \
			browser has come back the answer is authorization_pending.""")
	@ApiResponse(responseCode = "200", description = "Connected")
	@Problems({ ProblemCode.NOT_FOUND, ProblemCode.AUTHORIZATION_PENDING, ProblemCode.AUTHORIZATION_EXPIRED,
			ProblemCode.AUTHORIZATION_FAILED, ProblemCode.CONFIGURATION_INVALID, ProblemCode.SECRET_STORE_UNAVAILABLE })
	AuthorizationStatus confirmAuthorization(TenantId tenant, Caller caller, @PathVariable ConnectorId id,
			@PathVariable("authorization_id") String authorizationId) {
		return this.confirmations.confirm(ConnectorRef.of(tenant, id.value()), parseAuthorizationId(authorizationId),
				subjectOf(caller));
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
