package io.connectorservice.external;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.apispec.ApiDescriptions;
import io.connectorservice.apispec.ApiOperation;
import io.connectorservice.apispec.OperationCall;
import io.connectorservice.apispec.NameValue;
import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundFailure;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.TargetUrl;
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
		return judge(() -> {
			if (answer.status() >= 500) {
				throw failed(answer, Outcome.of(answer, connection), connection);
			}
			return Probe.verdict(answer, connection);
		});
	}

	@Override
	public ServiceAnswer fetch(Connection connection, DataRequest request) {
		TargetUrl base = BaseUrl.require(connection);
		TargetUrl target = target(base, request);
		OutboundResponse answer = send(OutboundRequest.of("GET", target).withRedirects(REDIRECTS), connection, true);
		return judge(() -> NextPage.in(connection.pagination(), base, target, request, successful(answer, connection)));
	}

	// an answer that came whole may still be too large to be looked at
	private static <T> T judge(Supplier<T> judgement) {
		try {
			return judgement.get();
		}
		catch (OutboundFailure failure) {
			throw UpstreamProblems.of(failure);
		}
	}

	private static TargetUrl target(TargetUrl base, DataRequest request) {
		TargetUrl target = below(base, request.resourcePath(), "query:resource_path");
		for (NameValue parameter : request.query()) {
			target = target.withQuery(parameter.name(), parameter.value());
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
			return this.calls.send(FixedParts.added(request, connection), connection, repeatable);
		}
		catch (OutboundFailure failure) {
			throw UpstreamProblems.of(failure);
		}
	}

	private ServiceAnswer successful(OutboundResponse answer, Connection connection) {
		Outcome outcome = Outcome.of(answer, connection);
		if (!outcome.success()) {
			throw failed(answer, outcome, connection);
		}
		return Answers.read(answer);
	}

	private ProblemException failed(OutboundResponse answer, Outcome outcome, Connection connection) {
		return UpstreamProblems.of(answer, outcome, connection.limits(), this.clock);
	}

	@Override
	public ServiceAnswer perform(Connection connection, ActionRequest request) {
		ApiOperation operation = operation(connection, request.actionName());
		OperationCall bound = operation.bind(request.payload());
		OutboundRequest call = ActionCalls.request(BaseUrl.require(connection), bound);
		try {
			return successful(this.calls.send(FixedParts.added(call, connection), connection, operation.idempotent()),
					connection)
				.withWarnings(bound.remarks());
		}
		catch (OutboundFailure failure) {
			boolean unknown = failure.sent() && failure.status().isEmpty() && !operation.idempotent();
			throw unknown ? UpstreamProblems.outcomeUnknown(failure) : UpstreamProblems.of(failure);
		}
	}

	private ApiOperation operation(Connection connection, String name) {
		return own(connection).operation(name)
			.or(() -> known(connection).operation(name))
			.orElseThrow(() -> unknown(name, actions(connection)));
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
		return own(connection).and(known(connection));
	}

	private ApiDescription own(Connection connection) {
		Connection.Description description = connection.description();
		return (description == null) ? ApiDescription.NOTHING
				: this.descriptions.describe(description.digest(), description.loader());
	}

	private ApiDescription known(Connection connection) {
		return connection.known()
			.service()
			.map((service) -> this.descriptions.describe("catalog " + service.digest(), service::apiDescription))
			.orElse(ApiDescription.NOTHING);
	}

}
