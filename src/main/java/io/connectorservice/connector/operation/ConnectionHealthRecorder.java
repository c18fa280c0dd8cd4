package io.connectorservice.connector.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

import io.connectorservice.connector.Connector;
import io.connectorservice.connector.ConnectorCache;
import io.connectorservice.connector.ConnectorRepository;
import io.connectorservice.connector.ConnectorSettings;
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
 * Records whether a connector's connection works, and publishes a webhook when that
 * changes. A record that cannot be written does not fail the call.
 */
@Component
final class ConnectionHealthRecorder {

	private static final Logger log = LoggerFactory.getLogger(ConnectionHealthRecorder.class);

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

	/** Records a success, at most once in an interval while nothing changes. */
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
			this.events.record(ConnectorEvent.success(connector.ref(), EventKind.TESTED).withDuration(took));
		});
	}

	private void saveSuccess(Connector connector) {
		if (this.connectors.recordSuccess(connector.id(), this.settings.recoverAfter())) {
			this.webhooks.publish(connector.ref(), WebhookEventType.RECOVERED);
		}
	}

	void recordFailedTest(Connector connector, ProbeResult result, Duration took) {
		ObjectNode error = createError(ProblemCode.UPSTREAM_ERROR, result.message(), result.statusCode());
		ConnectorEvent refusal = ConnectorEvent
			.failure(connector.ref(), EventKind.TESTED, ProblemCode.UPSTREAM_ERROR, result.statusCode())
			.withDuration(took);
		recordInTransaction(connector, () -> recordFailure(refusal, error, true));
	}

	private void recordFailure(ConnectorEvent failure, ObjectNode error, boolean broken) {
		if (this.connectors.recordFailure(failure.connector().uuid(), error, broken)) {
			this.webhooks.publish(failure.connector(), WebhookEventType.FAILED, failure.code(),
					failure.upstreamStatus());
		}
		this.events.record(failure);
	}

	void recordFailure(Connector connector, ProblemException problem, Duration took) {
		if (problem.code().saysNothingOfConnection()) {
			return;
		}
		int status = problem.upstreamStatus();
		ConnectorEvent failure = ConnectorEvent
			.failure(connector.ref(), EventKind.FAILED, problem.code(), (status > 0) ? status : null)
			.withDuration(took);
		if (isKnown(connector.lastError(), problem.code(), status)) {
			this.events.recordSeparately(failure);
		}
		else {
			recordInTransaction(connector, () -> recordFailure(failure,
					createError(problem.code(), problem.detail(), status), isBroken(problem.code(), status)));
		}
	}

	// Repeated failures are only counted, so that they do not cause a write each.
	private boolean isKnown(@Nullable JsonNode last, ProblemCode code, int status) {
		return last != null && code.code().equals(last.path("code").asString(""))
				&& status == last.path("status_code").asInt(0) && !isDue(readErrorTime(last));
	}

	private static Instant readErrorTime(JsonNode error) {
		try {
			return Instant.parse(error.path("occurred_at").asString(""));
		}
		catch (DateTimeParseException _) {
			// Somebody changed the row by SQL; an old error is recorded again.
			return Instant.EPOCH;
		}
	}

	private static boolean isBroken(ProblemCode code, int status) {
		return code.breaksConnection() || (code == ProblemCode.UPSTREAM_ERROR
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

	private void recordInTransaction(Connector connector, Runnable work) {
		try {
			this.transactions.write(connector.tenant(), () -> {
				work.run();
				return true;
			});
			this.cache.evict(connector.tenant(), connector.id());
		}
		catch (ProblemException unavailable) {
			log.warn("The health of connector {} could not be recorded: {}", connector.id(), unavailable.code().code());
		}
	}

}
