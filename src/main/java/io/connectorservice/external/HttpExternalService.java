package io.connectorservice.external;

import java.time.Clock;
import java.util.List;

import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.apispec.ApiDescriptions;
import io.connectorservice.apispec.ApiOperation;
import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundFailure;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Serves any service over HTTP from its base URL and API description.
 */
@Component
@Order
final class HttpExternalService implements ExternalService {

	private static final int REDIRECTS = 3;

	private final DraftFaults draftFaults;

	private final SignedCalls calls;

	private final ApiDescriptions descriptions;

	private final Clock clock;

	HttpExternalService(DraftFaults draftFaults, SignedCalls calls, ApiDescriptions descriptions, Clock clock) {
		this.draftFaults = draftFaults;
		this.calls = calls;
		this.descriptions = descriptions;
		this.clock = clock;
	}

	@Override
	public boolean serves(String serviceName) {
		return true;
	}

	@Override
	public List<Fault> faults(Connection draft) {
		return this.draftFaults.of(draft);
	}

	@Override
	public ProbeResult test(Connection connection) {
		OutboundResponse answer = send(Probe.request(connection), connection, false);
		if (answer.status() >= 500) {
			throw UpstreamProblems.of(answer, this.clock);
		}
		return Probe.verdict(answer);
	}

	@Override
	public ServiceAnswer fetch(Connection connection, DataRequest request) {
		TargetUrl target = target(connection, request);
		return successful(send(OutboundRequest.of("GET", target).withRedirects(REDIRECTS), connection, true));
	}

	private static TargetUrl target(Connection connection, DataRequest request) {
		TargetUrl target = below(BaseUrl.require(connection), request.resourcePath(), "query:resource_path");
		for (var parameter : request.query().entrySet()) {
			for (String value : parameter.getValue()) {
				target = target.withQuery(parameter.getKey(), value);
			}
		}
		return target;
	}

	private static TargetUrl below(TargetUrl base, String path, String pointer) {
		try {
			return base.resolve(path);
		}
		catch (InvalidTarget refused) {
			throw ProblemException.invalid(pointer, refused.getMessage());
		}
	}

	private OutboundResponse send(OutboundRequest request, Connection connection, boolean repeatable) {
		try {
			return this.calls.send(request, connection, repeatable);
		}
		catch (OutboundFailure failure) {
			throw UpstreamProblems.of(failure);
		}
	}

	private ServiceAnswer successful(OutboundResponse answer) {
		if (!Answers.isSuccess(answer.status())) {
			throw UpstreamProblems.of(answer, this.clock);
		}
		return Answers.read(answer);
	}

	@Override
	public ServiceAnswer perform(Connection connection, ActionRequest request) {
		ApiOperation operation = operation(connection, request.actionName());
		OutboundRequest call = ActionCalls.request(BaseUrl.require(connection), operation.bind(request.payload()));
		try {
			return successful(this.calls.send(call, connection, operation.idempotent()));
		}
		catch (OutboundFailure failure) {
			boolean unknown = failure.sent() && !operation.idempotent();
			throw unknown ? UpstreamProblems.outcomeUnknown(failure) : UpstreamProblems.of(failure);
		}
	}

	private ApiOperation operation(Connection connection, String name) {
		ApiDescription actions = actions(connection);
		return actions.operation(name).orElseThrow(() -> unknown(name, actions));
	}

	private static ProblemException unknown(String name, ApiDescription actions) {
		List<String> nearest = actions.nearest(name);
		String detail = nearest.isEmpty() ? "The connector has no actions: give it an api_spec that describes some."
				: "The connector has no such action; the nearest are " + String.join(", ", nearest) + ".";
		return ProblemException.of(ProblemCode.ACTION_UNKNOWN, detail)
			.withFaults(List.of(new Fault("/action_name", detail)));
	}

	@Override
	public ApiDescription actions(Connection connection) {
		Connection.Description description = connection.description();
		return (description == null) ? this.descriptions.describe("none", JsonNodeFactory.instance::objectNode)
				: this.descriptions.describe(description.digest(), description.loader());
	}

}
