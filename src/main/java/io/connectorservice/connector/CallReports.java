package io.connectorservice.connector;

import java.time.Duration;

import io.connectorservice.connector.CallTimers.Operation;
import io.connectorservice.problem.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Tells of each call through a connector that has ended: in the metrics, and in one line
 * of the log. Which connector of which tenant it was, the line's context says.
 */
@Component
final class CallReports {

	private static final Logger log = LoggerFactory.getLogger("io.connectorservice.calls");

	private final CallTimers meters;

	CallReports(CallTimers meters) {
		this.meters = meters;
	}

	/**
	 * A call ended.
	 * @param code why it failed; none for a success
	 * @param status the service's; 0 where it did not answer
	 */
	void recordCall(Operation operation, Connector connector, @Nullable ProblemCode code, int status, Duration took) {
		this.meters.record(operation, connector.serviceName(), code, status, took.toNanos());
		if (log.isInfoEnabled()) {
			String outcome = (code == null) ? "success" : code.code();
			log.atInfo()
				.addKeyValue("operation", operation.text())
				// service is a name of the JSON formats' own
				.addKeyValue("external_service", connector.serviceName())
				.addKeyValue("outcome", outcome)
				.addKeyValue("upstream_status", status)
				.addKeyValue("duration_ms", took.toMillis())
				.log("{} {} of connector {}: {}, status {}, {} ms", operation.text(), connector.serviceName(),
						connector.id(), outcome, status, took.toMillis());
		}
	}

}
