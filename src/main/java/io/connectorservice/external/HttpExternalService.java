package io.connectorservice.external;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.apispec.ApiDescriptions;
import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.apispec.binding.NameValue;
import io.connectorservice.apispec.binding.OperationCall;
import io.connectorservice.external.call.ResponseReader;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.external.call.SignedCalls;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Serves any service over HTTP from its base URL and API description.
 */
@Component
@Order
final class HttpExternalService implements ExternalService {

	private static final int REDIRECTS = 3;

	private final ConnectionValidator connectionValidator;

	private final SignedCalls calls;

	private final ApiDescriptions descriptions;

	private final Clock clock;

	HttpExternalService(ConnectionValidator connectionValidator, SignedCalls calls, ApiDescriptions descriptions,
			Clock clock) {
		this.connectionValidator = connectionValidator;
		this.calls = calls;
		this.descriptions = descriptions;
		this.clock = clock;
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
	public ProbeResult testConnection(ServiceConnection serviceConnection) {
		OutboundResponse answer = sendRequest(Probe.buildRequest(serviceConnection), serviceConnection, false);
		return translateFailures(() -> {
			if (answer.status() >= 500) {
				throw responseProblem(answer, ResponseOutcome.of(answer, serviceConnection), serviceConnection);
			}
			return Probe.judgeResponse(answer, serviceConnection);
		});
	}

	@Override
	public ServiceResponse fetchData(ServiceConnection serviceConnection, DataRequest request) {
		TargetUrl base = BaseUrl.requireBaseUrl(serviceConnection);
		TargetUrl target = buildTarget(base, request);
		OutboundResponse answer = sendRequest(OutboundRequest.of("GET", target).withRedirects(REDIRECTS),
				serviceConnection, true);
		return translateFailures(() -> Paginator.addNextPage(serviceConnection.pagination(), base, target, request,
				requireSuccess(answer, serviceConnection)));
	}

	// an answer that came whole may still be too large to be looked at
	private static <T> T translateFailures(Supplier<T> judgement) {
		try {
			return judgement.get();
		}
		catch (OutboundException failure) {
			throw UpstreamProblems.failureProblem(failure);
		}
	}

	private static TargetUrl buildTarget(TargetUrl base, DataRequest request) {
		TargetUrl target = resolveBelow(base, request.resourcePath(), "query:resource_path");
		for (NameValue parameter : request.query()) {
			target = target.withQuery(parameter.name(), parameter.value());
		}
		return target;
	}

	private static TargetUrl resolveBelow(TargetUrl base, String path, String pointer) {
		try {
			return base.resolve(path);
		}
		catch (InvalidTargetException refused) {
			throw ProblemException.invalid(pointer, refused.getMessage());
		}
	}

	private OutboundResponse sendRequest(OutboundRequest request, ServiceConnection serviceConnection,
			boolean repeatable) {
		try {
			return this.calls.send(ServiceDefaults.addFixedParts(request, serviceConnection), serviceConnection,
					repeatable);
		}
		catch (OutboundException failure) {
			throw UpstreamProblems.failureProblem(failure);
		}
	}

	private ServiceResponse requireSuccess(OutboundResponse answer, ServiceConnection serviceConnection) {
		ResponseOutcome responseOutcome = ResponseOutcome.of(answer, serviceConnection);
		if (!responseOutcome.success()) {
			throw responseProblem(answer, responseOutcome, serviceConnection);
		}
		return ResponseReader.readResponse(answer);
	}

	private ProblemException responseProblem(OutboundResponse answer, ResponseOutcome responseOutcome,
			ServiceConnection serviceConnection) {
		return UpstreamProblems.responseProblem(answer, responseOutcome, serviceConnection.limits(), this.clock);
	}

	@Override
	public ServiceResponse performAction(ServiceConnection serviceConnection, ActionRequest request) {
		ApiOperation operation = requireOperation(serviceConnection, request.actionName());
		OperationCall bound = operation.bindPayload(request.payload());
		OutboundRequest call = ActionRequests.buildRequest(BaseUrl.requireBaseUrl(serviceConnection), bound);
		try {
			return requireSuccess(this.calls.send(ServiceDefaults.addFixedParts(call, serviceConnection),
					serviceConnection, operation.isIdempotent()), serviceConnection)
				.withWarnings(bound.remarks());
		}
		catch (OutboundException failure) {
			boolean unknown = failure.mayHaveBeenSent() && failure.status().isEmpty() && !operation.isIdempotent();
			throw unknown ? UpstreamProblems.outcomeUnknownProblem(failure) : UpstreamProblems.failureProblem(failure);
		}
	}

	private ApiOperation requireOperation(ServiceConnection serviceConnection, String name) {
		return findOwnDescription(serviceConnection).findOperation(name)
			.or(() -> findKnownDescription(serviceConnection).findOperation(name))
			.orElseThrow(() -> unknownActionProblem(name, describeActions(serviceConnection)));
	}

	private static ProblemException unknownActionProblem(String name, ApiDescription actions) {
		List<String> nearest = actions.findNearestNames(name);
		String detail = nearest.isEmpty() ? "The connector has no actions: give it an api_spec that describes some."
				: "The connector has no such action; the nearest are " + String.join(", ", nearest) + ".";
		return ProblemException.of(ProblemCode.ACTION_UNKNOWN, detail)
			.withFaults(List.of(new Fault("/action_name", detail)));
	}

	@Override
	public ApiDescription describeActions(ServiceConnection serviceConnection) {
		return findOwnDescription(serviceConnection).mergeWith(findKnownDescription(serviceConnection));
	}

	private ApiDescription findOwnDescription(ServiceConnection serviceConnection) {
		ServiceConnection.Description description = serviceConnection.description();
		return (description == null) ? ApiDescription.NOTHING
				: this.descriptions.getDescription(description.digest(), description.loader());
	}

	private ApiDescription findKnownDescription(ServiceConnection serviceConnection) {
		return serviceConnection.known()
			.service()
			.map((service) -> this.descriptions.getDescription("catalog " + service.digest(), service::apiDescription))
			.orElse(ApiDescription.NOTHING);
	}

}
