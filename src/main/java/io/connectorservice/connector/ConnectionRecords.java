package io.connectorservice.connector;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.external.ProbeResult;
import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantTransactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Notes with a connector whether it works. A note that cannot be written does not fail
 * the call it is about.
 */
@Component
final class ConnectionRecords {

	private static final Logger log = LoggerFactory.getLogger(ConnectionRecords.class);

	// what the caller, or our own parts, got wrong says nothing about the connection
	private static final Set<ProblemCode> SAYS_NOTHING = EnumSet.of(ProblemCode.VALIDATION_FAILED,
			ProblemCode.ACTION_UNKNOWN, ProblemCode.NOT_FOUND, ProblemCode.SECRET_STORE_UNAVAILABLE,
			ProblemCode.DATABASE_UNAVAILABLE, ProblemCode.TOO_MANY_REQUESTS, ProblemCode.SHUTTING_DOWN);

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	private final ConnectorEvents events;

	private final ConnectorSettings settings;

	private final Clock clock;

	ConnectionRecords(TenantTransactions transactions, ConnectorRepository connectors, ConnectorCache cache,
			ConnectorEvents events, ConnectorSettings settings, Clock clock) {
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
		this.events = events;
		this.settings = settings;
		this.clock = clock;
	}

	/** A connector in use is noted now and then, not with every call. */
	void worked(Connector connector) {
		Instant last = connector.lastConnectedAt();
		Instant due = this.clock.instant().minus(this.settings.noteEvery());
		if (connector.lastError() != null || last == null || last.isBefore(due)) {
			connected(connector);
		}
	}

	void tested(Connector connector) {
		connected(connector);
		this.events.succeeded(connector.tenant(), connector.id(), EventKind.TESTED);
	}

	private void connected(Connector connector) {
		note(connector, () -> this.connectors.connected(connector.id()));
	}

	void refused(Connector connector, ProbeResult result) {
		String code = ProblemCode.UPSTREAM_ERROR.code();
		note(connector,
				() -> this.connectors.failed(connector.id(), error(code, result.message(), result.statusCode())));
		this.events.failed(connector.tenant(), connector.id(), EventKind.TESTED, ProblemCode.UPSTREAM_ERROR,
				result.statusCode());
	}

	void failed(Connector connector, ProblemException problem) {
		if (!SAYS_NOTHING.contains(problem.code())) {
			ObjectNode error = error(problem.code().code(), problem.detail(), upstreamStatus(problem));
			note(connector, () -> this.connectors.failed(connector.id(), error));
			int status = upstreamStatus(problem);
			this.events.failed(connector.tenant(), connector.id(), EventKind.FAILED, problem.code(),
					(status > 0) ? status : null);
		}
	}

	private static int upstreamStatus(ProblemException problem) {
		return (problem.extensions().get("upstream") instanceof Map<?, ?> upstream
				&& upstream.get("status_code") instanceof Integer status) ? status : 0;
	}

	private ObjectNode error(String code, String message, int status) {
		ObjectNode error = StrictJson.mapper().createObjectNode().put("code", code).put("message", message);
		if (status > 0) {
			error.put("status_code", status);
		}
		else {
			error.putNull("status_code");
		}
		return error.put("occurred_at", this.clock.instant().toString());
	}

	private void note(Connector connector, Runnable note) {
		try {
			this.transactions.write(connector.tenant(), () -> {
				note.run();
				return true;
			});
			this.cache.forget(connector.tenant(), connector.id());
		}
		catch (ProblemException unavailable) {
			log.warn("What became of connector {} could not be noted: {}", connector.id(), unavailable.code().code());
		}
	}

}
