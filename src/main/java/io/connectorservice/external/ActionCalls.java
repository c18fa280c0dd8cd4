package io.connectorservice.external;

import io.connectorservice.apispec.NameValue;
import io.connectorservice.apispec.OperationCall;
import io.connectorservice.outbound.InvalidHeader;
import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.problem.ProblemException;

/**
 * Turns a bound operation into the call that performs it.
 */
final class ActionCalls {

	private ActionCalls() {
	}

	static OutboundRequest request(TargetUrl base, OperationCall call) {
		OutboundRequest request = OutboundRequest.of(call.method(), target(base, call));
		for (NameValue header : call.headers()) {
			request = withHeader(request, header);
		}
		return (call.mediaType() == null || call.body() == null) ? request
				: request.withBody(call.mediaType(), call.body());
	}

	private static TargetUrl target(TargetUrl base, OperationCall call) {
		try {
			TargetUrl target = call.path().contains("?") ? base.resolve(call.path()) : base.resolveEncoded(call.path());
			for (NameValue parameter : call.query()) {
				target = target.withQuery(parameter.name(), parameter.value());
			}
			return target;
		}
		catch (InvalidTarget refused) {
			throw ProblemException.invalid("/payload", refused.getMessage());
		}
	}

	private static OutboundRequest withHeader(OutboundRequest request, NameValue header) {
		try {
			return request.withDeclaredHeader(header.name(), header.value());
		}
		catch (InvalidHeader refused) {
			throw ProblemException.invalid("/payload/" + header.name(), refused.getMessage());
		}
	}

}
