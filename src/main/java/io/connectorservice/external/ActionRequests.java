package io.connectorservice.external;

import io.connectorservice.apispec.binding.NameValue;
import io.connectorservice.apispec.binding.OperationCall;
import io.connectorservice.outbound.InvalidHeaderException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.ProblemException;

/**
 * Builds the HTTP request that performs an operation with its bound payload.
 */
final class ActionRequests {

	private ActionRequests() {
	}

	static OutboundRequest buildRequest(TargetUrl base, OperationCall call) {
		OutboundRequest request = OutboundRequest.of(call.method(), buildTarget(base, call));
		for (NameValue header : call.headers()) {
			request = withHeader(request, header);
		}
		return (call.mediaType() == null || call.body() == null) ? request
				: request.withBody(call.mediaType(), call.body());
	}

	private static TargetUrl buildTarget(TargetUrl base, OperationCall call) {
		try {
			TargetUrl target = call.path().contains("?") ? base.resolve(call.path()) : base.resolveEncoded(call.path());
			for (NameValue parameter : call.query()) {
				target = target.withQuery(parameter.name(), parameter.value());
			}
			return target;
		}
		catch (InvalidTargetException refused) {
			throw ProblemException.invalid("/payload", refused.getMessage());
		}
	}

	private static OutboundRequest withHeader(OutboundRequest request, NameValue header) {
		try {
			return request.withDeclaredHeader(header.name(), header.value());
		}
		catch (InvalidHeaderException refused) {
			throw ProblemException.invalid("/payload/" + header.name(), refused.getMessage());
		}
	}

}
