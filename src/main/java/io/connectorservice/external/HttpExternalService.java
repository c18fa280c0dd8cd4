package io.connectorservice.external;

import java.util.List;
import java.util.function.Supplier;

import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.apispec.ApiDescriptions;
import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.apispec.binding.OperationCall;
import io.connectorservice.external.call.CallPipeline;
import io.connectorservice.external.call.ServiceCall;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Handles any service that is described by its base URL and API description.
 */
@Component
@Order
final class HttpExternalService implements ExternalService {

	private final ConnectionValidator connectionValidator;

	private final CallPipeline pipeline;

	private final ApiDescriptions descriptions;

	private final UpstreamProblems problems;

	HttpExternalService(ConnectionValidator connectionValidator, CallPipeline pipeline, ApiDescriptions descriptions,
			UpstreamProblems problems) {
		this.connectionValidator = connectionValidator;
		this.pipeline = pipeline;
		this.descriptions = descriptions;
		this.problems = problems;
	}

	@Override
	public boolean supports(String serviceName) {
		return true;
	}

	@Override
	public List<Fault> findFaults(ServiceConnection draft) {
		return this.connectionValidator.findFaults(draft);
	}

	@Override
	public ProbeResult testConnection(ServiceConnection connection) {
		OutboundResponse response = sendRequest(new ServiceRequests(connection).buildProbe(), connection, false);
		return translateFailures(() -> {
			if (response.status() >= 500) {
				throw responseProblem(response, ResponseOutcome.of(response, connection), connection);
			}
			return ProbeResult.of(response, connection);
		});
	}

	@Override
	public ServiceResponse fetchData(ServiceConnection connection, DataRequest request) {
		ServiceRequests requests = new ServiceRequests(connection);
		TargetUrl target = requests.resolveTarget(request);
		OutboundResponse response = sendRequest(requests.buildRead(target), connection, true);
		return translateFailures(() -> Paginator.addNextPage(connection.pagination(), requests.baseUrl(), target,
				request, requireSuccess(response, connection)));
	}

	// a response within the byte limit may still need too much memory once it is parsed
	private <T> T translateFailures(Supplier<T> judgement) {
		try {
			return judgement.get();
		}
		catch (OutboundException failure) {
			throw this.problems.failureProblem(failure);
		}
	}

	private OutboundResponse sendRequest(OutboundRequest request, ServiceConnection connection, boolean repeatable) {
		try {
			return execute(request, connection, repeatable);
		}
		catch (OutboundException failure) {
			throw this.problems.failureProblem(failure);
		}
	}

	private OutboundResponse execute(OutboundRequest request, ServiceConnection connection, boolean repeatable) {
		return this.pipeline.execute(ServiceCall.of(connection, request, repeatable));
	}

	private ServiceResponse requireSuccess(OutboundResponse response, ServiceConnection connection) {
		ResponseOutcome outcome = ResponseOutcome.of(response, connection);
		if (!outcome.success()) {
			throw responseProblem(response, outcome, connection);
		}
		return ServiceResponse.of(response);
	}

	private ProblemException responseProblem(OutboundResponse response, ResponseOutcome outcome,
			ServiceConnection connection) {
		return this.problems.responseProblem(response, outcome, connection.limits());
	}

	@Override
	public ServiceResponse performAction(ServiceConnection connection, ActionRequest request) {
		ApiOperation operation = requireOperation(connection, request.actionName());
		OperationCall bound = operation.bindPayload(request.payload());
		OutboundRequest call = new ServiceRequests(connection).buildAction(bound);
		try {
			return requireSuccess(execute(call, connection, operation.isIdempotent()), connection)
				.withWarnings(bound.remarks());
		}
		catch (OutboundException failure) {
			boolean unknown = failure.mayHaveBeenSent() && failure.status().isEmpty() && !operation.isIdempotent();
			throw unknown ? this.problems.outcomeUnknownProblem(failure) : this.problems.failureProblem(failure);
		}
	}

	private ApiOperation requireOperation(ServiceConnection connection, String name) {
		return findOwnDescription(connection).findOperation(name)
			.or(() -> findKnownDescription(connection).findOperation(name))
			.orElseThrow(() -> unknownActionProblem(name, describeActions(connection)));
	}

	private static ProblemException unknownActionProblem(String name, ApiDescription actions) {
		List<String> nearest = actions.findNearestNames(name);
		String detail = nearest.isEmpty() ? "The connector has no actions: give it an api_spec that describes some."
				: "The connector has no such action; the nearest are " + String.join(", ", nearest) + ".";
		return ProblemException.of(ProblemCode.ACTION_UNKNOWN, detail)
			.withFaults(List.of(new Fault("/action_name", detail)));
	}

	@Override
	public ApiDescription describeActions(ServiceConnection connection) {
		return findOwnDescription(connection).mergeWith(findKnownDescription(connection));
	}

	private ApiDescription findOwnDescription(ServiceConnection connection) {
		ServiceConnection.Description description = connection.description();
		return (description == null) ? ApiDescription.NOTHING
				: this.descriptions.getDescription(description.digest(), description.loader());
	}

	private ApiDescription findKnownDescription(ServiceConnection connection) {
		return connection.known()
			.service()
			.map((service) -> this.descriptions.getDescription("catalog " + service.digest(), service::apiDescription))
			.orElse(ApiDescription.NOTHING);
	}

}
