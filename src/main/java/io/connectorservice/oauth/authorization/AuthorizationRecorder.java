package io.connectorservice.oauth.authorization;

import java.util.Objects;

import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
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

	AuthorizationRecorder(PendingAuthorizationRepository pending, ConnectorEvents events, Webhooks webhooks) {
		this.pending = pending;
		this.events = events;
		this.webhooks = webhooks;
	}

	/** Records a success in the running transaction. */
	void recordConnected(PendingAuthorization begun, AuthorizationOutcome outcome, long began) {
		this.pending.recordEnd(outcome);
		this.events.record(complete(ConnectorEvent.success(begun.connector(), EventKind.CONNECTED), begun, began));
		this.webhooks.publish(begun.connector(), WebhookEventType.CONNECTED);
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
	}

}
