package io.connectorservice.external;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.connectorservice.apispec.binding.NameValue;
import io.connectorservice.apispec.binding.OperationCall;
import io.connectorservice.catalog.entry.ProbeCall;
import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.outbound.InvalidHeaderException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.ProblemException;

/**
 * Builds the HTTP requests of one connection, with the headers and query parameters that
 * the catalog entry defines for every call, such as an API version.
 */
final class ServiceRequests {

	private static final int REDIRECTS = 3;

	private final ServiceConnection connection;

	private final ServiceAddress address;

	private final TargetUrl base;

	/**
	 * Prepares the requests of a connection.
	 * @throws ProblemException CONFIGURATION_INVALID without a usable base URL
	 */
	ServiceRequests(ServiceConnection connection) {
		this.connection = connection;
		this.address = new ServiceAddress(connection);
		this.base = this.address.requireBaseUrl();
	}

	TargetUrl baseUrl() {
		return this.base;
	}

	/**
	 * Builds the request that tests the connection: GET on metadata.test_path, else the
	 * catalog entry's probe, else GET on the base URL.
	 */
	OutboundRequest buildProbe() {
		String method = this.address.findKnownProbe().map(ProbeCall::method).orElse("GET");
		OutboundRequest request = OutboundRequest.of(method, resolveTestUrl());
		return addDefaults(this.address.findKnownProbe()
			.map(ProbeCall::body)
			.map((body) -> request.withBody("application/json", body.toString().getBytes(StandardCharsets.UTF_8)))
			.orElse(request));
	}

	private TargetUrl resolveTestUrl() {
		try {
			return this.address.resolveTestUrl(this.base);
		}
		catch (InvalidTargetException refused) {
			// The path was checked when it was saved, but somebody may have changed the
			// row by SQL.
			throw ServiceAddress
				.configurationInvalidProblem("metadata." + ServiceAddress.TEST_PATH + ": " + refused.getMessage());
		}
	}

	/** Resolves the URL that returns the requested data. */
	TargetUrl resolveTarget(DataRequest request) {
		return addQuery(resolvePath(request.resourcePath()), request.query());
	}

	private TargetUrl resolvePath(String resourcePath) {
		try {
			return this.base.resolve(resourcePath);
		}
		catch (InvalidTargetException refused) {
			throw ProblemException.invalid("query:resource_path", refused.getMessage());
		}
	}

	private static TargetUrl addQuery(TargetUrl url, List<NameValue> query) {
		TargetUrl target = url;
		for (NameValue parameter : query) {
			target = target.withQuery(parameter.name(), parameter.value());
		}
		return target;
	}

	OutboundRequest buildRead(TargetUrl target) {
		return addDefaults(OutboundRequest.of("GET", target).withRedirects(REDIRECTS));
	}

	/** Builds the request that performs an operation with its bound payload. */
	OutboundRequest buildAction(OperationCall call) {
		OutboundRequest request = OutboundRequest.of(call.method(), resolveTarget(call));
		for (NameValue header : call.headers()) {
			request = addDeclaredHeader(request, header);
		}
		return addDefaults((call.mediaType() == null || call.body() == null) ? request
				: request.withBody(call.mediaType(), call.body()));
	}

	private TargetUrl resolveTarget(OperationCall call) {
		try {
			TargetUrl target = call.path().contains("?") ? this.base.resolve(call.path())
					: this.base.resolveEncoded(call.path());
			return addQuery(target, call.query());
		}
		catch (InvalidTargetException refused) {
			throw ProblemException.invalid("/payload", refused.getMessage());
		}
	}

	private static OutboundRequest addDeclaredHeader(OutboundRequest request, NameValue header) {
		try {
			return request.withDeclaredHeader(header.name(), header.value());
		}
		catch (InvalidHeaderException refused) {
			throw ProblemException.invalid("/payload/" + header.name(), refused.getMessage());
		}
	}

	private OutboundRequest addDefaults(OutboundRequest request) {
		try {
			OutboundRequest added = request;
			for (Map.Entry<String, String> header : this.connection.known().resolveHeaders().entrySet()) {
				added = request.headers().containsKey(header.getKey()) ? added
						: added.withHeader(header.getKey(), header.getValue());
			}
			for (Map.Entry<String, String> parameter : this.connection.known().resolveQuery().entrySet()) {
				added = added.withQueryUnlessThere(parameter.getKey(), parameter.getValue());
			}
			return added;
		}
		catch (UnfilledVariableException unfilled) {
			throw ServiceAddress.configurationInvalidProblem(String.valueOf(unfilled.getMessage()));
		}
		catch (InvalidHeaderException refused) {
			throw ServiceAddress
				.configurationInvalidProblem("a header of the catalog cannot be sent: " + refused.getMessage());
		}
	}

}
