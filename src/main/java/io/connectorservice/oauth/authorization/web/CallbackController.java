package io.connectorservice.oauth.authorization.web;

import java.util.List;

import io.connectorservice.oauth.authorization.AuthorizationCallback;
import io.connectorservice.oauth.authorization.AuthorizationFlow;
import io.connectorservice.oauth.authorization.AuthorizationOutcome;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.ProblemWriter;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * The endpoint to which providers redirect the user's browser. It responds with HTML
 * pages, and with problems to clients that accept JSON and no HTML.
 */
@RestController
@Tag(name = "OAuth 2")
class CallbackController {

	private static final String PATH = "/api/v1/connectors/oauth2/callback";

	private final AuthorizationFlow flow;

	private final ProblemWriter problems;

	CallbackController(AuthorizationFlow flow, ProblemWriter problems) {
		this.flow = flow;
		this.problems = problems;
	}

	@GetMapping(PATH)
	@SecurityRequirements
	@Operation(operationId = "endAuthorization", summary = "End an authorization",
			description = """
					Open, because providers send the user's browser here; what counts is the state, which holds once and for \
					ten minutes; who comes with it again is shown the same outcome. Where `iss` comes and auth_config names an `issuer`, they must be equal (RFC 9207); where \
					auth_config says authorization_response_iss_parameter_supported, it must come. A flow with a return URL \
					ends there whatever became of it; a state that is not known leads nowhere. Who accepts JSON and no HTML \
					gets a failure as a problem.""")
	@Parameter(name = "state", in = ParameterIn.QUERY, schema = @Schema(type = "string"),
			description = "As it was sent")
	@Parameter(name = "code", in = ParameterIn.QUERY, schema = @Schema(type = "string"), description = "For tokens")
	@Parameter(name = "iss", in = ParameterIn.QUERY, schema = @Schema(type = "string"), description = "The provider")
	@Parameter(name = "error", in = ParameterIn.QUERY, schema = @Schema(type = "string"),
			description = "Why the provider sends no code")
	@ApiResponse(responseCode = "303", description = "To the return URL, with the outcome in its query",
			content = @Content)
	@ApiResponse(responseCode = "200",
			description = "Tokens were granted; a page that says whether they have to be confirmed, where there is no return URL",
			content = @Content(mediaType = "text/html", schema = @Schema(type = "string")))
	@ApiResponse(responseCode = "400", description = "Not connected; a page that says why, with the problem's code",
			content = { @Content(mediaType = "text/html", schema = @Schema(type = "string")),
					@Content(mediaType = "application/problem+json",
							schema = @Schema(ref = "#/components/schemas/Problem")) })
	@ApiResponse(responseCode = "409", description = "Not connected, because nobody confirmed it in time",
			content = @Content(mediaType = "text/html", schema = @Schema(type = "string")))
	@ApiResponse(responseCode = "503", description = "Not connected, because a part of the service is unavailable",
			content = @Content(mediaType = "text/html", schema = @Schema(type = "string")))
	ResponseEntity<?> endAuthorization(@Parameter(hidden = true) HttpServletRequest request) {
		AuthorizationOutcome outcome = this.flow
			.complete(AuthorizationCallback.fromParameters(request.getParameterMap()));
		if (outcome.returnUrl() == null) {
			return showOutcome(outcome, request);
		}
		return ResponseEntity.status(HttpStatus.SEE_OTHER)
			.location(AuthorizationFlow.returnUrl(outcome))
			.cacheControl(CacheControl.noStore())
			.header("Referrer-Policy", "no-referrer")
			.build();
	}

	/**
	 * Refuses HEAD, because link scanners send it and would use up the authorization's
	 * state before the browser does.
	 */
	@Hidden
	@RequestMapping(path = PATH, method = RequestMethod.HEAD)
	void refuseHead() throws HttpRequestMethodNotSupportedException {
		throw new HttpRequestMethodNotSupportedException("HEAD", List.of(HttpMethod.GET.name()));
	}

	@ExceptionHandler
	ResponseEntity<?> handleProblem(ProblemException failure, HttpServletRequest request) {
		return showOutcome(AuthorizationOutcome.forUnknown(failure.code(), failure.detail()), request);
	}

	@ExceptionHandler({ InvalidParameterException.class, RequestRejectedException.class })
	ResponseEntity<?> handleUnreadableAddress(HttpServletRequest request) {
		return showOutcome(
				AuthorizationOutcome.forUnknown(ProblemCode.AUTHORIZATION_FAILED, "The address cannot be read."),
				request);
	}

	private ResponseEntity<?> showOutcome(AuthorizationOutcome outcome, HttpServletRequest request) {
		if (outcome.code() == null || !acceptsOnlyJson(request.getHeader("Accept"))) {
			return buildPage(outcome);
		}
		return this.problems.createResponse(ProblemException.of(outcome.code(), outcome.detail()), request);
	}

	// browsers always accept HTML
	private static boolean acceptsOnlyJson(@Nullable String accept) {
		return accept != null && accept.contains("json") && !accept.contains("html");
	}

	private static ResponseEntity<String> buildPage(AuthorizationOutcome outcome) {
		HttpStatusCode status = (outcome.code() == null) ? HttpStatus.OK : outcome.code().status();
		return ResponseEntity.status(status)
			.contentType(OutcomePage.MEDIA_TYPE)
			.cacheControl(CacheControl.noStore())
			.header("Content-Security-Policy", OutcomePage.POLICY)
			.header("Referrer-Policy", "no-referrer")
			.body(OutcomePage.render(outcome));
	}

}
