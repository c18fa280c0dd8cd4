package io.connectorservice.oauth.app.web;

import io.connectorservice.oauth.app.OAuthAppService;
import io.connectorservice.oauth.app.RegisteredApp;
import io.connectorservice.paging.Listing;
import io.connectorservice.paging.Page;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.Problems;
import io.connectorservice.security.Caller;
import io.connectorservice.web.JsonBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets the operator register OAuth apps; only callers with a service_role token may.
 */
@RestController
@RequestMapping(path = "/api/v1/oauth-apps", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "OAuth apps", description = "Clients that the operator registered for all tenants")
class OAuthAppController {

	private static final String SERVICE = "The service of the catalog that the app is registered at, such as slack";

	private final OAuthAppService apps;

	OAuthAppController(OAuthAppService apps) {
		this.apps = apps;
	}

	@PutMapping(path = "/{service_name}", consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "putOAuthApp", summary = "Register an OAuth app, or replace it",
			description = """
					The client that you registered at a service, once for all tenants; needs a service_role token. An 					oauth2 connector of that service without a client_id uses it: its user only consents. All endpoints 					are then those of the catalog entry, and auth_url, token_url, revocation_url or a base URL of the 					connector's own is refused, so that neither the secret nor a token reaches another host. The secret 					is write-only and is stored below VAULT_OPERATOR_PREFIX; left out, it stays as it is. A new secret 					is used from the next token request on.""")
	@ApiResponse(responseCode = "200", description = "The app, without its secret")
	@Problems({ ProblemCode.MALFORMED_JSON, ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND,
			ProblemCode.PAYLOAD_TOO_LARGE, ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.SECRET_STORE_UNAVAILABLE })
	OAuthAppView putOAuthApp(Caller caller,
			@Parameter(description = SERVICE) @PathVariable("service_name") String serviceName,
			@JsonBody(schema = "oauth/app.schema.json", maxSize = "64KB") JsonNode body) {
		caller.requireServiceRole();
		return OAuthAppView.of(this.apps.register(serviceName, body));
	}

	@GetMapping
	@Operation(operationId = "listOAuthApps", summary = "List OAuth apps by service",
			description = "Needs a service_role token.")
	@ApiResponse(responseCode = "200", description = "A part of the list")
	@Problems(ProblemCode.VALIDATION_FAILED)
	Page<OAuthAppView> listOAuthApps(Caller caller, @RequestParam(defaultValue = "0") int offset,
			@RequestParam(defaultValue = "20") int limit) {
		caller.requireServiceRole();
		Page.requireSane(offset, limit);
		Listing<RegisteredApp> listing = this.apps.list(offset, limit);
		return Page.of(listing.items(), OAuthAppView::of, offset, limit, listing.total());
	}

	@GetMapping("/{service_name}")
	@Operation(operationId = "getOAuthApp", summary = "Read an OAuth app, without its secret",
			description = "Needs a service_role token.")
	@ApiResponse(responseCode = "200", description = "The app")
	@Problems(ProblemCode.NOT_FOUND)
	OAuthAppView getOAuthApp(Caller caller,
			@Parameter(description = SERVICE) @PathVariable("service_name") String serviceName) {
		caller.requireServiceRole();
		return OAuthAppView.of(this.apps.get(serviceName));
	}

	@DeleteMapping("/{service_name}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(operationId = "deleteOAuthApp", summary = "Remove an OAuth app and its secret",
			description = "Needs a service_role token. While connectors use the app, the answer is 409 with their number"
					+ " in connectors. With force=true it is removed nevertheless, and the connection_status of those that"
					+ " were connected becomes reauthorization_required. A secret at a path that you gave is not removed.")
	@ApiResponse(responseCode = "204", description = "Removed")
	@Problems({ ProblemCode.NOT_FOUND, ProblemCode.OAUTH_APP_IN_USE, ProblemCode.SECRET_STORE_UNAVAILABLE,
			ProblemCode.VALIDATION_FAILED })
	void deleteOAuthApp(Caller caller,
			@Parameter(description = SERVICE) @PathVariable("service_name") String serviceName,
			@Parameter(description = "Whether it is removed although connectors use it") @RequestParam(
					defaultValue = "false") boolean force) {
		caller.requireServiceRole();
		this.apps.remove(serviceName, force);
	}

}
