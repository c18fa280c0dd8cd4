package io.connectorservice.connector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.event.Happening;
import io.connectorservice.external.ProbeResult;
import io.connectorservice.json.KeepableText;
import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantTransactions;
import io.connectorservice.webhook.StateChange;
import io.connectorservice.webhook.Webhooks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Notes with a connector whether it works, and has it told when that turns. A note that
 * cannot be written does not fail the call it is about.
 */
@Component
final class ConnectionRecords {

	private static final Logger log = LoggerFactory.getLogger(ConnectionRecords.class);

	// what the caller, or our own parts, got wrong says nothing about the connection, and
	// what was not sent says nothing new
	private static final Set<ProblemCode> SAYS_NOTHING = EnumSet.of(ProblemCode.VALIDATION_FAILED,
			ProblemCode.ACTION_UNKNOWN, ProblemCode.NOT_FOUND, ProblemCode.SECRET_STORE_UNAVAILABLE,
			ProblemCode.DATABASE_UNAVAILABLE, ProblemCode.TOO_MANY_REQUESTS, ProblemCode.UPSTREAM_BUSY,
			ProblemCode.CIRCUIT_OPEN, ProblemCode.UPSTREAM_RATE_LIMITED, ProblemCode.SHUTTING_DOWN,
			ProblemCode.CALLER_GONE);

	// nothing works while these last; a person who has to authorize again is told so
	// apart
	private static final Set<ProblemCode> BREAKS = EnumSet.of(ProblemCode.UPSTREAM_UNREACHABLE,
			ProblemCode.UPSTREAM_TIMEOUT, ProblemCode.OUTCOME_UNKNOWN, ProblemCode.EGRESS_FORBIDDEN,
			ProblemCode.SECRET_MISSING, ProblemCode.SECRET_UNUSABLE, ProblemCode.TOKEN_REQUEST_REFUSED,
			ProblemCode.CONFIGURATION_INVALID);

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final ConnectorSettings settings;

	private final Clock clock;

	ConnectionRecords(TenantTransactions transactions, ConnectorRepository connectors, ConnectorCache cache,
			ConnectorEvents events, Webhooks webhooks, ConnectorSettings settings, Clock clock) {
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
		this.events = events;
		this.webhooks = webhooks;
		this.settings = settings;
		this.clock = clock;
	}

	/** A connector in use is noted now and then, not with every call. */
	void worked(Connector connector) {
		Instant last = connector.lastConnectedAt();
		if (connector.lastError() != null || last == null || isDue(last)) {
			note(connector, () -> connected(connector));
		}
	}

	private boolean isDue(Instant last) {
		return !last.isAfter(this.clock.instant().minus(this.settings.noteEvery()));
	}

	void tested(Connector connector, Duration took) {
		note(connector, () -> {
			connected(connector);
			this.events.add(Happening.success(connector.tenant(), connector.id(), EventKind.TESTED).took(took));
		});
	}

	private void connected(Connector connector) {
		if (this.connectors.connected(connector.id(), this.settings.recoverAfter())) {
			this.webhooks.tell(connector.tenant(), connector.id(), StateChange.RECOVERED);
		}
	}

	void refused(Connector connector, ProbeResult result, Duration took) {
		ObjectNode error = error(ProblemCode.UPSTREAM_ERROR, result.message(), result.statusCode());
		Happening refusal = Happening
			.failure(connector.tenant(), connector.id(), EventKind.TESTED, ProblemCode.UPSTREAM_ERROR,
					result.statusCode())
			.took(took);
		note(connector, () -> failed(refusal, error, true));
	}

	private void failed(Happening failure, ObjectNode error, boolean broken) {
		if (this.connectors.failed(failure.connector(), error, broken)) {
			this.webhooks.tell(failure.tenant(), failure.connector(), StateChange.FAILED, failure.code(),
					failure.upstreamStatus());
		}
		this.events.add(failure);
	}

	void failed(Connector connector, ProblemException problem, Duration took) {
		if (SAYS_NOTHING.contains(problem.code())) {
			return;
		}
		int status = problem.upstreamStatus();
		Happening failure = Happening
			.failure(connector.tenant(), connector.id(), EventKind.FAILED, problem.code(), (status > 0) ? status : null)
			.took(took);
		if (isKnown(connector.lastError(), problem.code(), status)) {
			this.events.note(failure);
		}
		else {
			note(connector, () -> failed(failure, error(problem.code(), problem.detail(), status),
					isBroken(problem.code(), status)));
		}
	}

	// a connector that fails a thousand times a minute is not written down each time
	private boolean isKnown(@Nullable JsonNode last, ProblemCode code, int status) {
		return last != null && code.code().equals(last.path("code").asString(""))
				&& status == last.path("status_code").asInt(0) && !isDue(time(last));
	}

	private static Instant time(JsonNode error) {
		try {
			return Instant.parse(error.path("occurred_at").asString(""));
		}
		catch (DateTimeParseException _) {
			// not written by us
			return Instant.EPOCH;
		}
	}

	private static boolean isBroken(ProblemCode code, int status) {
		return BREAKS.contains(code) || (code == ProblemCode.UPSTREAM_ERROR
				&& (status == 401 || status == 403 || status == 407 || status >= 500));
	}

	private ObjectNode error(ProblemCode code, String message, int status) {
		ObjectNode error = StrictJson.mapper()
			.createObjectNode()
			.put("code", code.code())
			.put("message", KeepableText.clean(message));
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
