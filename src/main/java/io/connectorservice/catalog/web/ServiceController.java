package io.connectorservice.catalog.web;

import java.util.List;

import io.connectorservice.catalog.Catalog;
import io.connectorservice.catalog.OAuthAppOffers;
import io.connectorservice.catalog.RedirectAddress;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.catalog.web.ServiceViews.ServiceView;
import io.connectorservice.catalog.web.ServiceViews.SummaryView;
import io.connectorservice.paging.Page;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lists the known services, and describes what is needed to connect each of them.
 */
@RestController
@RequestMapping(path = "/api/v1/connectors/services", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Catalog", description = "Services that are known")
class ServiceController {

	private final Catalog catalog;

	private final RedirectAddress redirect;

	private final OAuthAppOffers offers;

	private final JsonMapper json;

	ServiceController(Catalog catalog, RedirectAddress redirect, OAuthAppOffers offers, JsonMapper json) {
		this.catalog = catalog;
		this.offers = offers;
		this.redirect = redirect;
		this.json = json;
	}

	@GetMapping
	@Operation(operationId = "listServices", summary = "List the services that are known, by title")
	@ApiResponse(responseCode = "200", description = "A part of the list")
	@Problems(ProblemCode.VALIDATION_FAILED)
	ResponseEntity<Page<SummaryView>> listServices(
			@Parameter(description = "Only services whose name, title or description holds this") @RequestParam(
					required = false) @Nullable String q,
			@Parameter(description = "Only services of this category, such as crm") @RequestParam(
					required = false) @Nullable String category,
			@RequestParam(defaultValue = "0") int offset, @RequestParam(defaultValue = "20") int limit) {
		Page.requireSane(offset, limit);
		List<KnownService> found = this.catalog.search(q, category);
		List<KnownService> part = found.stream().skip(offset).limit(limit).toList();
		return respondWithETag(
				Page.of(part, (service) -> SummaryView.of(service, this.offers), offset, limit, found.size()));
	}

	// clients can cache the catalog, because it changes only with a new version or with
	// the operator's OAuth apps
	private <T> ResponseEntity<T> respondWithETag(T body) {
		return ResponseEntity.ok().eTag(DigestUtils.md5DigestAsHex(this.json.writeValueAsBytes(body))).body(body);
	}

	@GetMapping("/{service_name}")
	@Operation(operationId = "getService", summary = "Read what it takes to connect a service",
			description = "form_schema of the way chosen says what a form asks for; what it takes is the"
					+ " configuration's auth_config, credentials and metadata. auth_config_schema, credentials_schema and"
					+ " metadata_schema are its parts. What given holds need not be sent. redirect_uri is what the"
					+ " application registers with the provider. oauth_app says whether the operator registered an"
					+ " OAuth app for a way: a connector without a client_id uses it, and its form asks for no client.")
	@ApiResponse(responseCode = "200", description = "The service")
	@Problems(ProblemCode.NOT_FOUND)
	ResponseEntity<ServiceView> getService(
			@Parameter(description = "The service, such as slack") @PathVariable("service_name") String serviceName) {
		return this.catalog.find(serviceName)
			.map((service) -> respondWithETag(
					ServiceView.of(service, this.redirect.findRedirectUri().orElse(null), this.offers)))
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such service in the catalog."));
	}

}
