package io.connectorservice.oauth.authorization;

import java.time.Duration;
import java.util.Objects;

import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.oauth.authorization.AuthorizationMetrics.Step;
import io.connectorservice.oauth.storage.PendingConfirmation;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.webhook.WebhookEventType;
import io.connectorservice.webhook.Webhooks;

import org.springframework.stereotype.Component;

/**
 * Records how authorizations ended, with an event and, after a success, a webhook. The
 * callback is unauthenticated, so events are attributed to the caller that began the
 * flow.
 */
@Component
final class AuthorizationRecorder {

	private final PendingAuthorizationRepository pending;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final AuthorizationMetrics metrics;

	AuthorizationRecorder(PendingAuthorizationRepository pending, ConnectorEvents events, Webhooks webhooks,
			AuthorizationMetrics metrics) {
		this.pending = pending;
		this.events = events;
		this.webhooks = webhooks;
		this.metrics = metrics;
	}

	/** Records in the running transaction that tokens wait for a confirmation. */
	void recordCallback(PendingAuthorization begun, Duration life) {
		this.pending.recordCallback(begun.id(), life);
		this.metrics.record(Step.CALLED_BACK);
	}

	/** Records a confirmation in the running transaction. */
	void recordConfirmed(PendingConfirmation confirmed) {
		this.pending.recordEnd(AuthorizationOutcome.forConfirmed(confirmed));
		this.events.record(ConnectorEvent.success(confirmed.connector(), EventKind.CONNECTED)
			.withAuthorization(confirmed.authorizationId()));
		this.webhooks.publish(confirmed.connector(), WebhookEventType.CONNECTED);
		this.metrics.record(Step.CONFIRMED);
	}

	/** Records in the running transaction that pending tokens were revoked. */
	void recordEnded(PendingConfirmation ended, ProblemCode code, String detail) {
		boolean expired = code == ProblemCode.AUTHORIZATION_EXPIRED;
		this.pending.recordEnd(AuthorizationOutcome.forEnded(ended, code, detail));
		EventKind kind = expired ? EventKind.AUTHORIZATION_EXPIRED : EventKind.AUTHORIZATION_FAILED;
		this.events.record(
				ConnectorEvent.failure(ended.connector(), kind, code, null).withAuthorization(ended.authorizationId()));
		if (expired) {
			this.webhooks.publish(ended.connector(), WebhookEventType.AUTHORIZATION_EXPIRED, code, null);
		}
		this.metrics.record(toStep(code));
	}

	private static Step toStep(ProblemCode code) {
		return switch (code) {
			case AUTHORIZATION_EXPIRED -> Step.EXPIRED;
			case FORBIDDEN -> Step.REFUSED;
			default -> Step.FAILED;
		};
	}

	/** Records a success that needs no confirmation, in the running transaction. */
	void recordConnected(PendingAuthorization begun, AuthorizationOutcome outcome, long began) {
		this.pending.recordEnd(outcome);
		this.events.record(complete(ConnectorEvent.success(begun.connector(), EventKind.CONNECTED), begun, began));
		this.webhooks.publish(begun.connector(), WebhookEventType.CONNECTED);
		this.metrics.record(Step.CALLED_BACK);
	}

	private static ConnectorEvent complete(ConnectorEvent event, PendingAuthorization begun, long began) {
		return event.withActor(begun.begunBy()).withAuthorization(begun.id()).withDurationSince(began);
	}

	/** Records a failure in transactions of its own. */
	void recordFailure(PendingAuthorization begun, AuthorizationOutcome outcome, long began) {
		ConnectorEvent failure = ConnectorEvent.failure(begun.connector(), EventKind.AUTHORIZATION_FAILED,
				Objects.requireNonNull(outcome.code()), null);
		this.events.recordSeparately(complete(failure, begun, began));
		this.pending.recordEndSeparately(begun.connector().tenant(), outcome);
		this.metrics.record(Step.FAILED);
	}

}
