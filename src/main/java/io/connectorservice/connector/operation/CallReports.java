package io.connectorservice.connector.operation;

import java.time.Duration;

import io.connectorservice.connector.Connector;
import io.connectorservice.connector.operation.CallTimers.Operation;
import io.connectorservice.problem.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Logs and meters each completed call through a connector; the log line's tenant and
 * connector come from the MDC.
 */
@Component
final class CallReports {

	private static final Logger log = LoggerFactory.getLogger("io.connectorservice.calls");

	private final CallTimers meters;

	CallReports(CallTimers meters) {
		this.meters = meters;
	}

	/**
	 * Records a completed call.
	 * @param code the problem code of a failure; null for a success
	 * @param status the service's status; 0 if it did not respond
	 */
	void recordCall(Operation operation, Connector connector, @Nullable ProblemCode code, int status, Duration took) {
		this.meters.record(operation, connector.serviceName(), code, status, took.toNanos());
		if (log.isInfoEnabled()) {
			String outcome = (code == null) ? "success" : code.code();
			log.atInfo()
				.addKeyValue("operation", operation.text())
				// not "service", which the JSON log formats use themselves
				.addKeyValue("external_service", connector.serviceName())
				.addKeyValue("outcome", outcome)
				.addKeyValue("upstream_status", status)
				.addKeyValue("duration_ms", took.toMillis())
				.log("{} {} of connector {}: {}, status {}, {} ms", operation.text(), connector.serviceName(),
						connector.id(), outcome, status, took.toMillis());
		}
	}

}
