package io.connectorservice.connector.web;

import java.util.List;
import java.util.Locale;

import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.connector.operation.ConnectorManager;
import io.connectorservice.connector.operation.PageIterator;
import io.connectorservice.event.ConnectorEventView;
import io.connectorservice.external.ActionRequest;
import io.connectorservice.external.DataRequest;
import io.connectorservice.paging.Listing;
import io.connectorservice.paging.Page;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.Problems;
import io.connectorservice.tenant.ConnectorId;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.web.ConnectorOperations;
import io.connectorservice.web.JsonBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tests connectors, reads data through them and performs actions through them.
 */
@RestController
@ConnectorOperations
@Tag(name = "Operations", description = "What connectors are for")
class OperationController {

	private static final String EVENTS = """
			What was done with the connector and what failed, never its content: kinds are created, changed, \
			credentials_stored, tested, connected, authorization_failed, refreshed, reauthorization_required, \
			failed, deleted and secret_removal_failed. A read or an action that succeeds is no event. The same failure, again and again, \
			is noted at once and then at most every 10 seconds (a setting), with the number of its occurrences and \
			the latest of them; after a crash the last such count may be missing. actor is user: and the subject \
			of the token, service_role, or worker for what no request asked for. Events are kept for 30 days \
			unless the operator says otherwise, a deleted connector's as long, for the operator: here they are \
			not found. total counts to 10000, or to just beyond the part asked for where that lies further on.""";

	private final ConnectorManager manager;

	private final IdempotentActions idempotentActions;

	OperationController(ConnectorManager manager, IdempotentActions idempotentActions) {
		this.manager = manager;
		this.idempotentActions = idempotentActions;
	}

	@PostMapping("/test-connection")
	@Operation(operationId = "testConnection", summary = "Test a connection",
			description = "Makes one authenticated call that changes nothing.")
	@ApiResponse(responseCode = "200",
			description = "The service answered: success, or failure where it refused the call")
	@Problems({ ProblemCode.NOT_FOUND, ProblemCode.CONNECTOR_INACTIVE, ProblemCode.SECRET_MISSING,
			ProblemCode.SECRET_UNUSABLE, ProblemCode.AUTHORIZATION_REQUIRED, ProblemCode.REAUTHORIZATION_REQUIRED,
			ProblemCode.TOKEN_REQUEST_REFUSED, ProblemCode.CONFIGURATION_INVALID, ProblemCode.UPSTREAM_ERROR,
			ProblemCode.UPSTREAM_UNREACHABLE, ProblemCode.UPSTREAM_TIMEOUT, ProblemCode.UPSTREAM_TOO_LARGE,
			ProblemCode.EGRESS_FORBIDDEN, ProblemCode.SECRET_STORE_UNAVAILABLE, ProblemCode.UPSTREAM_BUSY,
			ProblemCode.CIRCUIT_OPEN, ProblemCode.UPSTREAM_RATE_LIMITED })
	OperationViews.TestView testConnection(TenantId tenant, @PathVariable ConnectorId id) {
		return OperationViews.TestView.of(this.manager.testConnection(tenant, id.value()));
	}

	@GetMapping(path = "/data", produces = { MediaType.APPLICATION_JSON_VALUE, NdjsonPageWriter.MEDIA_TYPE })
	@Operation(operationId = "fetchData", summary = "Read data from the service",
			description = "Every other query parameter goes to the service.")
	@ApiResponse(responseCode = "200", description = "What the service answered",
			content = @Content(schema = @Schema(implementation = OperationViews.DataView.class)))
	@Problems({ ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND, ProblemCode.CONNECTOR_INACTIVE,
			ProblemCode.SECRET_MISSING, ProblemCode.SECRET_UNUSABLE, ProblemCode.AUTHORIZATION_REQUIRED,
			ProblemCode.REAUTHORIZATION_REQUIRED, ProblemCode.TOKEN_REQUEST_REFUSED, ProblemCode.CONFIGURATION_INVALID,
			ProblemCode.UPSTREAM_ERROR, ProblemCode.UPSTREAM_REDIRECT, ProblemCode.UPSTREAM_UNREACHABLE,
			ProblemCode.UPSTREAM_TIMEOUT, ProblemCode.UPSTREAM_TOO_LARGE, ProblemCode.EGRESS_FORBIDDEN,
			ProblemCode.SECRET_STORE_UNAVAILABLE, ProblemCode.UPSTREAM_BUSY, ProblemCode.CIRCUIT_OPEN,
			ProblemCode.UPSTREAM_RATE_LIMITED })
	Object fetchData(TenantId tenant, @PathVariable ConnectorId id,
			@Parameter(description = "Path below the base URL, such as /users/7",
					required = true) @RequestParam(ServiceQuery.RESOURCE_PATH) String resourcePath,
			@Parameter(description = "Walk the list to its end and answer as NDJSON: {\"item\":…} a line, and a last"
					+ " line {\"end\":{\"complete\",\"pages\",\"items\",\"next\",\"problem\"}}. complete is false"
					+ " where a page failed, or where the problem's code is list_incomplete: the next page is named but"
					+ " cannot be followed, comes again and again, or a page's items cannot be found") @RequestParam(
							name = ServiceQuery.PAGE_ALL, defaultValue = "false") boolean pageAll,
			ServiceQuery query) {
		// A ResponseEntity would be flushed before its end and sent as two packets, in
		// chunks, so only a stream of pages is one.
		DataRequest request = new DataRequest(resourcePath, query.parameters());
		return pageAll ? streamPages(this.manager.fetchPages(tenant, id.value(), request))
				: OperationViews.DataView.of(this.manager.fetchData(tenant, id.value(), request));
	}

	// the Content-Type is set here so that the Accept header cannot select another one
	private static ResponseEntity<PageIterator> streamPages(PageIterator pages) {
		return ResponseEntity.ok().contentType(MediaType.parseMediaType(NdjsonPageWriter.MEDIA_TYPE)).body(pages);
	}

	@GetMapping("/actions")
	@Operation(operationId = "listActions", summary = "List the actions a connector has")
	@ApiResponse(responseCode = "200", description = "A part of the list, each action with its payload's JSON Schema")
	@Problems({ ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND })
	Page<OperationViews.ActionView> listActions(TenantId tenant, @PathVariable ConnectorId id,
			@Parameter(description = "Only actions whose name, summary or path holds this") @RequestParam(
					required = false) @Nullable String q,
			@RequestParam(defaultValue = "0") int offset, @RequestParam(defaultValue = "20") int limit) {
		Page.requireSane(offset, limit);
		List<ApiOperation> found = this.manager.listActions(tenant, id.value())
			.listCallableOperations()
			.stream()
			.filter((operation) -> q == null || matches(operation, q.toLowerCase(Locale.ROOT)))
			.toList();
		List<ApiOperation> part = found.stream().skip(offset).limit(limit).toList();
		return Page.of(part, OperationViews.ActionView::of, offset, limit, found.size());
	}

	private static boolean matches(ApiOperation operation, String wanted) {
		String text = operation.name() + " " + operation.path() + " " + operation.summary();
		return text.toLowerCase(Locale.ROOT).contains(wanted);
	}

	@GetMapping("/events")
	@Operation(operationId = "listEvents", summary = "List what happened with a connector, newest first",
			description = EVENTS)
	@ApiResponse(responseCode = "200", description = "A part of the list")
	@Problems({ ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND })
	Page<ConnectorEventView> listEvents(TenantId tenant, @PathVariable ConnectorId id,
			@RequestParam(defaultValue = "0") int offset, @RequestParam(defaultValue = "20") int limit) {
		Page.requireSane(offset, limit);
		Listing<ConnectorEventView> found = this.manager.listEvents(tenant, id.value(), offset, limit);
		return Page.of(found.items(), (event) -> event, offset, limit, found.total());
	}

	@PostMapping(path = "/actions", consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "performAction", summary = "Perform an action",
			description = IdempotentActions.DESCRIPTION)
	@ApiResponse(responseCode = "200", description = "The service did it",
			content = @Content(schema = @Schema(implementation = OperationViews.ResultView.class)),
			headers = @Header(name = IdempotencyKey.REPLAYED_HEADER,
					description = "`true` on an answer that is given again, else not there",
					schema = @Schema(type = "string", allowableValues = "true")))
	@Problems({ ProblemCode.MALFORMED_JSON, ProblemCode.VALIDATION_FAILED, ProblemCode.ACTION_UNKNOWN,
			ProblemCode.NOT_FOUND, ProblemCode.CONNECTOR_INACTIVE, ProblemCode.SECRET_MISSING,
			ProblemCode.SECRET_UNUSABLE, ProblemCode.AUTHORIZATION_REQUIRED, ProblemCode.REAUTHORIZATION_REQUIRED,
			ProblemCode.TOKEN_REQUEST_REFUSED, ProblemCode.CONFIGURATION_INVALID, ProblemCode.PAYLOAD_TOO_LARGE,
			ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.UPSTREAM_ERROR, ProblemCode.UPSTREAM_REDIRECT,
			ProblemCode.UPSTREAM_UNREACHABLE, ProblemCode.UPSTREAM_TIMEOUT, ProblemCode.UPSTREAM_TOO_LARGE,
			ProblemCode.OUTCOME_UNKNOWN, ProblemCode.EGRESS_FORBIDDEN, ProblemCode.SECRET_STORE_UNAVAILABLE,
			ProblemCode.IDEMPOTENCY_KEY_REUSED, ProblemCode.IDEMPOTENCY_KEY_IN_USE, ProblemCode.ANSWER_NOT_KEPT,
			ProblemCode.UPSTREAM_BUSY, ProblemCode.CIRCUIT_OPEN, ProblemCode.UPSTREAM_RATE_LIMITED })
	@Parameter(name = IdempotencyKey.HEADER, in = ParameterIn.HEADER, description = "Makes the request safe to repeat",
			schema = @Schema(type = "string", minLength = 1, maxLength = 255, pattern = "^[!-~]+$"))
	Object performAction(TenantId tenant, @PathVariable ConnectorId id, @Nullable IdempotencyKey key,
			@JsonBody(schema = "connector/action.schema.json") JsonNode body, HttpServletRequest request) {
		ActionRequest action = readAction(body);
		return (key != null) ? this.idempotentActions.perform(tenant, id.value(), key, action, request)
				: OperationViews.ResultView.of(this.manager.performAction(tenant, id.value(), action));
	}

	private static ActionRequest readAction(JsonNode body) {
		JsonNode payload = body.path("payload");
		return new ActionRequest(body.path("action_name").asString(),
				payload.isMissingNode() ? JsonNodeFactory.instance.objectNode() : payload);
	}

}
