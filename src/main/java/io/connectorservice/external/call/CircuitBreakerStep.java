package io.connectorservice.external.call;

import java.util.regex.Pattern;

import io.connectorservice.external.call.ServiceCircuitBreaker.Outcome;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Sends nothing to a service, or to one of its operations, that failed again and again.
 * No response and 502 to 504 are failures of the whole service; any other 5xx is a
 * failure of its method and path alone and leaves the others open; a 4xx is a response.
 */
@Component
final class CircuitBreakerStep implements CallStep {

	/** Path segments that name one thing of many, such as a number or a UUID. */
	private static final Pattern IDENTIFIER = Pattern.compile("[^/]*[0-9][^/]*");

	private final CircuitBreakers breakers;

	CircuitBreakerStep(CircuitBreakers breakers) {
		this.breakers = breakers;
	}

	@Override
	public CallResult apply(ServiceCall call, Chain next) {
		CircuitBreakers.Key service = CircuitBreakers.Key.ofService(call.connection().connectorId(),
				call.request().url().origin());
		CircuitBreakers.Key operation = service.withOperation(nameOperation(call.request()));
		ServiceCircuitBreaker serviceBreaker = this.breakers.acquire(service);
		ServiceCircuitBreaker operationBreaker = acquireOperation(operation, service, serviceBreaker);
		Observation observation = Observation.NOTHING;
		try {
			CallResult result = next.proceed(call);
			observation = Observation.of(result.status());
			return result;
		}
		catch (OutboundException failure) {
			observation = failure.isOfService() ? Observation.UNAVAILABLE : Observation.NOTHING;
			throw failure;
		}
		finally {
			this.breakers.record(service, serviceBreaker, observation.ofService);
			this.breakers.record(operation, operationBreaker, observation.ofOperation);
		}
	}

	private static String nameOperation(OutboundRequest request) {
		return request.method() + " " + IDENTIFIER.matcher(request.url().path()).replaceAll("*");
	}

	// a call that the operation's breaker refuses does not count for the service's
	private @Nullable ServiceCircuitBreaker acquireOperation(CircuitBreakers.Key operation, CircuitBreakers.Key service,
			@Nullable ServiceCircuitBreaker serviceBreaker) {
		try {
			return this.breakers.acquire(operation);
		}
		catch (ProblemException refused) {
			this.breakers.record(service, serviceBreaker, Outcome.NOT_CALLED);
			throw refused;
		}
	}

	/** What an attempt showed of the service and of the operation. */
	private enum Observation {

		NOTHING(Outcome.NOT_CALLED, Outcome.NOT_CALLED), WORKING(Outcome.WORKING, Outcome.WORKING),
		UNAVAILABLE(Outcome.FAILING, Outcome.NOT_CALLED), BROKEN_OPERATION(Outcome.WORKING, Outcome.FAILING);

		private final Outcome ofService;

		private final Outcome ofOperation;

		Observation(Outcome ofService, Outcome ofOperation) {
			this.ofService = ofService;
			this.ofOperation = ofOperation;
		}

		static Observation of(int status) {
			return switch (status) {
				case 502, 503, 504 -> UNAVAILABLE;
				default -> (status < 500) ? WORKING : BROKEN_OPERATION;
			};
		}

	}

}
