package io.connectorservice.connector.web;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.apispec.binding.NameValue;
import io.connectorservice.apispec.binding.QueryPairs;
import io.connectorservice.connector.ConnectorManager;
import io.connectorservice.event.ConnectorEventView;
import io.connectorservice.external.ActionRequest;
import io.connectorservice.external.DataRequest;
import io.connectorservice.paging.Listing;
import io.connectorservice.paging.Page;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.Problems;
import io.connectorservice.security.Caller;
import io.connectorservice.tenant.TenantId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tests connectors, reads data through them and performs actions through them.
 */
@RestController
@RequestMapping(path = { "/api/v1/connectors/{id}", "/api/v1/connectors/connectors/{id}" },
		produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Operations", description = "What connectors are for")
class OperationController {

	private static final String RESOURCE_PATH = "resource_path";

	private static final String PAGE_ALL = "page_all";

	private static final Set<String> OWN_PARAMETERS = Set.of(RESOURCE_PATH, PAGE_ALL);

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

	private final ActionReader actions;

	private final IdempotentActions keyed;

	private final NdjsonPageWriter stream;

	OperationController(ConnectorManager manager, ActionReader actions, IdempotentActions keyed,
			NdjsonPageWriter stream) {
		this.manager = manager;
		this.actions = actions;
		this.keyed = keyed;
		this.stream = stream;
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
	OperationViews.TestView test(Caller caller, @PathVariable String id) {
		TenantId tenant = caller.actingTenant();
		return OperationViews.TestView.of(this.manager.testConnection(tenant, ConnectorIds.parse(id)));
	}

	@GetMapping(path = "/data", produces = { MediaType.APPLICATION_JSON_VALUE, NdjsonPageWriter.MEDIA_TYPE })
	@Operation(operationId = "fetchData", summary = "Read data from the service",
			description = "Every other query parameter goes to the service.")
	@ApiResponse(responseCode = "200", description = "What the service answered")
	@Problems({ ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND, ProblemCode.CONNECTOR_INACTIVE,
			ProblemCode.SECRET_MISSING, ProblemCode.SECRET_UNUSABLE, ProblemCode.AUTHORIZATION_REQUIRED,
			ProblemCode.REAUTHORIZATION_REQUIRED, ProblemCode.TOKEN_REQUEST_REFUSED, ProblemCode.CONFIGURATION_INVALID,
			ProblemCode.UPSTREAM_ERROR, ProblemCode.UPSTREAM_REDIRECT, ProblemCode.UPSTREAM_UNREACHABLE,
			ProblemCode.UPSTREAM_TIMEOUT, ProblemCode.UPSTREAM_TOO_LARGE, ProblemCode.EGRESS_FORBIDDEN,
			ProblemCode.SECRET_STORE_UNAVAILABLE, ProblemCode.UPSTREAM_BUSY, ProblemCode.CIRCUIT_OPEN,
			ProblemCode.UPSTREAM_RATE_LIMITED })
	OperationViews.@Nullable DataView data(Caller caller, @PathVariable String id,
			@Parameter(description = "Path below the base URL, such as /users/7",
					required = true) @RequestParam(RESOURCE_PATH) String resourcePath,
			@Parameter(description = "Walk the list to its end and answer as NDJSON: {\"item\":…} a line, and a last"
					+ " line {\"end\":{\"complete\",\"pages\",\"items\",\"next\",\"problem\"}}. complete is false"
					+ " where a page failed, or where the problem's code is list_incomplete: the next page is named but"
					+ " cannot be followed, comes again and again, or a page's items cannot be found") @RequestParam(
							name = PAGE_ALL, defaultValue = "false") boolean pageAll,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		TenantId tenant = caller.actingTenant();
		DataRequest wanted = new DataRequest(resourcePath, queryForService(request));
		if (pageAll) {
			this.stream.write(this.manager.fetchPages(tenant, ConnectorIds.parse(id), wanted), response);
			return null;
		}
		return OperationViews.DataView.of(this.manager.fetchData(tenant, ConnectorIds.parse(id), wanted));
	}

	// the container's own map loses the order of interleaved names, but asking for it
	// is what makes the firewall look at the names
	private static List<NameValue> queryForService(HttpServletRequest request) {
		request.getParameterMap();
		return QueryPairs.parseQuery(Objects.requireNonNullElse(request.getQueryString(), ""))
			.stream()
			.filter((parameter) -> !OWN_PARAMETERS.contains(parameter.name()))
			.toList();
	}

	@GetMapping("/actions")
	@Operation(operationId = "listActions", summary = "List the actions a connector has")
	@ApiResponse(responseCode = "200", description = "A part of the list, each action with its payload's JSON Schema")
	@Problems({ ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND })
	Page<OperationViews.ActionView> actions(Caller caller, @PathVariable String id,
			@Parameter(description = "Only actions whose name, summary or path holds this") @RequestParam(
					required = false) @Nullable String q,
			@RequestParam(defaultValue = "0") int offset, @RequestParam(defaultValue = "20") int limit) {
		TenantId tenant = caller.actingTenant();
		Page.requireSane(offset, limit);
		List<ApiOperation> found = this.manager.listActions(tenant, ConnectorIds.parse(id))
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
	Page<ConnectorEventView> events(Caller caller, @PathVariable String id,
			@RequestParam(defaultValue = "0") int offset, @RequestParam(defaultValue = "20") int limit) {
		TenantId tenant = caller.actingTenant();
		Page.requireSane(offset, limit);
		Listing<ConnectorEventView> found = this.manager.listEvents(tenant, ConnectorIds.parse(id), offset, limit);
		return Page.of(found.items(), (event) -> event, offset, limit, found.total());
	}

	@PostMapping(path = "/actions", consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "performAction", summary = "Perform an action",
			description = IdempotentActions.DESCRIPTION)
	@ApiResponse(responseCode = "200", description = "The service did it",
			headers = @Header(name = IdempotencyHeader.REPLAYED,
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
	@Parameter(name = IdempotencyHeader.NAME, in = ParameterIn.HEADER, description = "Makes the request safe to repeat",
			schema = @Schema(type = "string", minLength = 1, maxLength = 255, pattern = "^[!-~]+$"))
	OperationViews.@Nullable ResultView perform(Caller caller, @PathVariable String id, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		TenantId tenant = caller.actingTenant();
		UUID connector = ConnectorIds.parse(id);
		Optional<String> key = IdempotencyHeader.readKey(request);
		ActionRequest action = this.actions.read(request);
		if (key.isPresent()) {
			this.keyed.perform(tenant, connector, key.get(), action, request, response);
			return null;
		}
		return OperationViews.ResultView.of(this.manager.performAction(tenant, connector, action));
	}

}
