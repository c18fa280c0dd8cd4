package io.connectorservice.connector.web;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.connectorservice.apispec.ApiDescriptions;
import io.connectorservice.apispec.SpecWarning;
import io.connectorservice.connector.Connector;
import io.connectorservice.connector.ConnectorQuery;
import io.connectorservice.connector.ConnectorService;
import io.connectorservice.connector.ConnectorSummary;
import io.connectorservice.paging.Listing;
import io.connectorservice.paging.Page;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.Problems;
import io.connectorservice.security.Caller;
import io.connectorservice.tenant.ConnectorId;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.web.JsonBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Creates, lists, reads, changes and deletes a tenant's connectors, and stores their
 * secrets.
 */
@RestController
@RequestMapping(path = "/api/v1/connectors/configurations", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Configurations", description = "A tenant's connectors")
class ConfigurationController {

	private final ConnectorService connectors;

	private final LargeBodyLimiter largeBodies;

	private final JsonMapper json;

	private final ApiDescriptions descriptions;

	ConfigurationController(ConnectorService connectors, LargeBodyLimiter largeBodies, JsonMapper json,
			ApiDescriptions descriptions) {
		this.connectors = connectors;
		this.largeBodies = largeBodies;
		this.json = json;
		this.descriptions = descriptions;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "createConfiguration", summary = "Create a connector",
			description = "With credentials, one call makes a connector that works.")
	@ApiResponse(responseCode = "201", description = "Created; Location and ETag name it")
	@Problems({ ProblemCode.MALFORMED_JSON, ProblemCode.VALIDATION_FAILED, ProblemCode.CONNECTOR_NAME_TAKEN,
			ProblemCode.TENANT_UNKNOWN, ProblemCode.PAYLOAD_TOO_LARGE, ProblemCode.UNSUPPORTED_MEDIA_TYPE,
			ProblemCode.TOO_MANY_REQUESTS, ProblemCode.SECRET_STORE_UNAVAILABLE })
	ResponseEntity<ConfigurationView> createConfiguration(Caller caller, ConfigurationRequest body) {
		TenantId tenant = body.resolveTenant(caller);
		Connector created = this.connectors.create(tenant, body.toDraft(), body.readCredentials(), body.faults());
		return ResponseEntity.created(URI.create("/api/v1/connectors/configurations/" + created.id()))
			.eTag(created.etag())
			.body(createView(created, body.toDraft().apiSpec()));
	}

	@GetMapping
	@Operation(operationId = "listConfigurations", summary = "List connectors, newest first")
	@ApiResponse(responseCode = "200", description = "A part of the list")
	@Problems(ProblemCode.VALIDATION_FAILED)
	Page<ConnectorSummary> listConfigurations(Caller caller,
			@Parameter(description = "The tenant; may be left out: it is the caller's") @RequestParam(
					name = "tenant_id", required = false) @Nullable String tenantId,
			@Parameter(description = "Only connectors to this service") @RequestParam(name = "service_name",
					required = false) @Nullable String serviceName,
			@Parameter(description = "Only active, or only inactive ones") @RequestParam(name = "is_active",
					required = false) @Nullable Boolean active,
			@RequestParam(defaultValue = "0") int offset, @RequestParam(defaultValue = "20") int limit) {
		TenantId tenant = caller.actingTenant(tenantId, "query:tenant_id");
		Page.requireSane(offset, limit);
		requireNoControlCharacters(serviceName);
		Listing<ConnectorSummary> list = this.connectors.list(tenant,
				new ConnectorQuery(serviceName, active, offset, limit));
		return Page.of(list.items(), (item) -> item, offset, limit, list.total());
	}

	// Postgres rejects NUL in text, and no service has control characters in its name
	private static void requireNoControlCharacters(@Nullable String serviceName) {
		if (serviceName != null && serviceName.chars().anyMatch(Character::isISOControl)) {
			throw ProblemException.invalid("query:service_name", "must be without control characters");
		}
	}

	@GetMapping("/{id}")
	@Operation(operationId = "getConfiguration", summary = "Read a connector")
	@ApiResponse(responseCode = "200", description = "The connector; ETag names its version")
	@Problems({ ProblemCode.NOT_FOUND, ProblemCode.TOO_MANY_REQUESTS })
	ResponseEntity<ConfigurationView> getConfiguration(TenantId tenant, @PathVariable ConnectorId id,
			HttpServletRequest request) throws IOException {
		admitLargeResponse(tenant, id, request);
		return createResponse(this.connectors.get(tenant, id.value()));
	}

	// a large response needs as much memory as a large request
	private void admitLargeResponse(TenantId tenant, ConnectorId id, HttpServletRequest request) throws IOException {
		if (this.connectors.isApiSpecLongerThan(this.largeBodies.thresholdBytes(), tenant, id.value())) {
			this.largeBodies.acquireForResponse(request);
		}
	}

	private ResponseEntity<ConfigurationView> createResponse(Connector connector) {
		return ResponseEntity.ok().eTag(connector.etag()).body(createView(connector, findStoredDescription(connector)));
	}

	private @Nullable JsonNode findStoredDescription(Connector connector) {
		return (connector.apiSpecDigest() == null) ? null
				: this.connectors.findApiSpec(connector.tenant(), connector.id()).orElse(null);
	}

	private ConfigurationView createView(Connector connector, @Nullable JsonNode description) {
		return ConfigurationView.of(connector, description, findWarnings(connector, description),
				this.connectors.findConnectionStatus(connector));
	}

	private List<SpecWarning> findWarnings(Connector connector, @Nullable JsonNode description) {
		return (description == null) ? List.of()
				: this.descriptions.findWarnings(connector.apiSpecDigest(), description);
	}

	@PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "updateConfiguration", summary = "Change a connector",
			description = "Fields that are left out stay; null clears an optional one. What the service sets may be sent back"
					+ " as it was read: it is ignored where it says what is so, and refused otherwise.")
	@ApiResponse(responseCode = "200", description = "The connector as it is now; ETag names its version")
	@Problems({ ProblemCode.MALFORMED_JSON, ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND,
			ProblemCode.CONNECTOR_NAME_TAKEN, ProblemCode.PRECONDITION_FAILED, ProblemCode.PAYLOAD_TOO_LARGE,
			ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.TOO_MANY_REQUESTS })
	ResponseEntity<ConfigurationView> updateConfiguration(Caller caller, ConfigurationRequest body,
			@PathVariable ConnectorId id,
			@Parameter(name = HttpHeaders.IF_MATCH, in = ParameterIn.HEADER,
					description = "Change this version only, else 412",
					schema = @Schema(type = "string")) @Nullable IfMatch condition,
			HttpServletRequest request) throws IOException {
		TenantId tenant = body.resolveTenant(caller);
		admitLargeResponse(tenant, id, request);
		ConfigurationRequest checked = body.readOnly().isEmpty() ? body
				: body.withReadOnlyFaults(readCurrent(tenant, id));
		return createResponse(this.connectors.change(tenant, id.value(), new ConfigurationUpdate(checked, condition)));
	}

	// the API description is left out because it is not read-only, but its warnings are
	private JsonNode readCurrent(TenantId tenant, ConnectorId id) {
		Connector connector = this.connectors.get(tenant, id.value());
		return this.json.valueToTree(
				ConfigurationView.of(connector, null, findWarnings(connector, findStoredDescription(connector)),
						this.connectors.findConnectionStatus(connector)));
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(operationId = "deleteConfiguration", summary = "Delete a connector",
			description = "Secrets that the service wrote for it go too, once no other connector names them.")
	@ApiResponse(responseCode = "204", description = "Deleted")
	@Problems(ProblemCode.NOT_FOUND)
	void deleteConfiguration(TenantId tenant, @PathVariable ConnectorId id) {
		this.connectors.remove(tenant, id.value());
	}

	@PutMapping(path = "/{id}/credentials", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(operationId = "putCredentials", summary = "Store secrets for a connector",
			description = "Write-only: they go to the secret store and are never answered.")
	@ApiResponse(responseCode = "204", description = "Stored")
	@Problems({ ProblemCode.MALFORMED_JSON, ProblemCode.VALIDATION_FAILED, ProblemCode.NOT_FOUND,
			ProblemCode.PAYLOAD_TOO_LARGE, ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.SECRET_STORE_UNAVAILABLE })
	void putCredentials(@JsonBody(schema = "connector/credentials.schema.json") JsonNode credentials, TenantId tenant,
			@PathVariable ConnectorId id) {
		this.connectors.storeCredentials(tenant, id.value(), ConfigurationRequest.readSecrets(credentials));
	}

}
