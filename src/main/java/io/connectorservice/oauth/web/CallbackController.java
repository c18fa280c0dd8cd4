package io.connectorservice.oauth.web;

import io.connectorservice.oauth.AuthorizationFlow;
import io.connectorservice.oauth.AuthorizationFlow.Callback;
import io.connectorservice.oauth.AuthorizationOutcome;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where providers send the user's browser back to.
 */
@RestController
@Tag(name = "OAuth 2")
class CallbackController {

	private final AuthorizationFlow flow;

	CallbackController(AuthorizationFlow flow) {
		this.flow = flow;
	}

	@GetMapping(path = "/api/v1/connectors/oauth2/callback", produces = MediaType.TEXT_HTML_VALUE)
	@SecurityRequirements
	@Operation(operationId = "endAuthorization", summary = "End an authorization",
			description = "Open: providers send the user's browser here. What counts is the state.")
	@ApiResponse(responseCode = "303", description = "To the return URL, with the outcome in its query")
	@ApiResponse(responseCode = "200", description = "Connected; a page that says so, where there is no return URL")
	@ApiResponse(responseCode = "400", description = "Not connected; a page that says why")
	ResponseEntity<String> callback(@RequestParam(required = false) @Nullable String state,
			@RequestParam(required = false) @Nullable String code, @RequestParam(required = false) @Nullable String iss,
			@RequestParam(required = false) @Nullable String error) {
		AuthorizationOutcome outcome = this.flow.end(new Callback(state, code, iss, error));
		if (outcome.returnUrl() != null) {
			return ResponseEntity.status(HttpStatus.SEE_OTHER)
				.location(AuthorizationFlow.returnUrl(outcome))
				.header("Referrer-Policy", "no-referrer")
				.build();
		}
		return ResponseEntity.status(outcome.connected() ? HttpStatus.OK : HttpStatus.BAD_REQUEST)
			.contentType(MediaType.TEXT_HTML)
			.cacheControl(CacheControl.noStore())
			.header("Content-Security-Policy", OutcomePage.POLICY)
			.header("Referrer-Policy", "no-referrer")
			.body(OutcomePage.of(outcome));
	}

}
