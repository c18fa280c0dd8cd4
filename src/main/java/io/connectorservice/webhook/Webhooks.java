package io.connectorservice.webhook;

import java.time.Clock;
import java.util.UUID;

import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Publishes changes to the operator's webhook, if one is configured.
 */
@Component
public class Webhooks {

	private final WebhookOutbox webhookOutbox;

	private final WebhookSettings settings;

	private final Clock clock;

	Webhooks(WebhookOutbox webhookOutbox, WebhookSettings settings, Clock clock) {
		this.webhookOutbox = webhookOutbox;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Like {@link #publish(ConnectorRef, WebhookEventType, ProblemCode, Integer)},
	 * without a problem.
	 */
	public void publish(ConnectorRef connector, WebhookEventType change) {
		publish(connector, change, null, null);
	}

	/**
	 * Publishes a change if and only if the tenant's current transaction is committed.
	 * @param code the problem code of a failure; null otherwise
	 * @param upstreamStatus the external service's status; null if it did not respond
	 */
	public void publish(ConnectorRef connector, WebhookEventType change, @Nullable ProblemCode code,
			@Nullable Integer upstreamStatus) {
		if (this.settings.url() == null) {
			return;
		}
		ObjectNode message = StrictJson.mapper()
			.createObjectNode()
			.put("type", change.type())
			.put("timestamp", this.clock.instant().toString());
		message.putObject("data")
			.put("tenant_id", connector.tenant().toString())
			.put("connector_id", connector.id().toString())
			.put("code", (code == null) ? null : code.code())
			.put("upstream_status", upstreamStatus)
			.put("request_id", RequestContext.REQUEST_ID.get());
		this.webhookOutbox.add(connector, "msg_" + UUID.randomUUID().toString().replace("-", ""), message.toString());
	}

}
