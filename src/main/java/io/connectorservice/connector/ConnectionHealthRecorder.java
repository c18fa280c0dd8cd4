package io.connectorservice.connector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.external.ProbeResult;
import io.connectorservice.json.KeepableText;
import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.webhook.WebhookEventType;
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
final class ConnectionHealthRecorder {

	private static final Logger log = LoggerFactory.getLogger(ConnectionHealthRecorder.class);

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

	ConnectionHealthRecorder(TenantTransactions transactions, ConnectorRepository connectors, ConnectorCache cache,
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
	void recordSuccess(Connector connector) {
		Instant last = connector.lastConnectedAt();
		if (connector.lastError() != null || last == null || isDue(last)) {
			recordInTransaction(connector, () -> saveSuccess(connector));
		}
	}

	private boolean isDue(Instant last) {
		return !last.isAfter(this.clock.instant().minus(this.settings.noteEvery()));
	}

	void recordPassedTest(Connector connector, Duration took) {
		recordInTransaction(connector, () -> {
			saveSuccess(connector);
			this.events.record(
					ConnectorEvent.success(connector.tenant(), connector.id(), EventKind.TESTED).withDuration(took));
		});
	}

	private void saveSuccess(Connector connector) {
		if (this.connectors.recordSuccess(connector.id(), this.settings.recoverAfter())) {
			this.webhooks.publish(connector.tenant(), connector.id(), WebhookEventType.RECOVERED);
		}
	}

	void recordFailedTest(Connector connector, ProbeResult result, Duration took) {
		ObjectNode error = createError(ProblemCode.UPSTREAM_ERROR, result.message(), result.statusCode());
		ConnectorEvent refusal = ConnectorEvent
			.failure(connector.tenant(), connector.id(), EventKind.TESTED, ProblemCode.UPSTREAM_ERROR,
					result.statusCode())
			.withDuration(took);
		recordInTransaction(connector, () -> recordFailure(refusal, error, true));
	}

	private void recordFailure(ConnectorEvent failure, ObjectNode error, boolean broken) {
		if (this.connectors.recordFailure(failure.connector(), error, broken)) {
			this.webhooks.publish(failure.tenant(), failure.connector(), WebhookEventType.FAILED, failure.code(),
					failure.upstreamStatus());
		}
		this.events.record(failure);
	}

	void recordFailure(Connector connector, ProblemException problem, Duration took) {
		if (SAYS_NOTHING.contains(problem.code())) {
			return;
		}
		int status = problem.upstreamStatus();
		ConnectorEvent failure = ConnectorEvent
			.failure(connector.tenant(), connector.id(), EventKind.FAILED, problem.code(), (status > 0) ? status : null)
			.withDuration(took);
		if (isKnown(connector.lastError(), problem.code(), status)) {
			this.events.recordSeparately(failure);
		}
		else {
			recordInTransaction(connector, () -> recordFailure(failure,
					createError(problem.code(), problem.detail(), status), isBroken(problem.code(), status)));
		}
	}

	// a connector that fails a thousand times a minute is not written down each time
	private boolean isKnown(@Nullable JsonNode last, ProblemCode code, int status) {
		return last != null && code.code().equals(last.path("code").asString(""))
				&& status == last.path("status_code").asInt(0) && !isDue(readErrorTime(last));
	}

	private static Instant readErrorTime(JsonNode error) {
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

	private ObjectNode createError(ProblemCode code, String message, int status) {
		ObjectNode error = StrictJson.mapper()
			.createObjectNode()
			.put("code", code.code())
			.put("message", KeepableText.replaceUnstorableCharacters(message));
		if (status > 0) {
			error.put("status_code", status);
		}
		else {
			error.putNull("status_code");
		}
		return error.put("occurred_at", this.clock.instant().toString());
	}

	private void recordInTransaction(Connector connector, Runnable note) {
		try {
			this.transactions.write(connector.tenant(), () -> {
				note.run();
				return true;
			});
			this.cache.evict(connector.tenant(), connector.id());
		}
		catch (ProblemException unavailable) {
			log.warn("What became of connector {} could not be noted: {}", connector.id(), unavailable.code().code());
		}
	}

}
