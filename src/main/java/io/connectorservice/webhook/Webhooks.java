package io.connectorservice.webhook;

import java.time.Clock;
import java.util.UUID;

import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Takes changes in, to be told to the operator's webhook if there is one.
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

	/** As {@link #publish(TenantId, UUID, WebhookEventType, ProblemCode, Integer)}. */
	public void publish(TenantId tenant, UUID connector, WebhookEventType change) {
		publish(tenant, connector, change, null, null);
	}

	/**
	 * Has a change told if, and only if, the tenant's transaction that makes it is
	 * committed.
	 * @param code why, for a failure
	 * @param upstreamStatus the external service's status, where it answered
	 */
	public void publish(TenantId tenant, UUID connector, WebhookEventType change, @Nullable ProblemCode code,
			@Nullable Integer upstreamStatus) {
		if (this.settings.url() == null) {
			return;
		}
		ObjectNode message = StrictJson.mapper()
			.createObjectNode()
			.put("type", change.type())
			.put("timestamp", this.clock.instant().toString());
		message.putObject("data")
			.put("tenant_id", tenant.toString())
			.put("connector_id", connector.toString())
			.put("code", (code == null) ? null : code.code())
			.put("upstream_status", upstreamStatus)
			.put("request_id", RequestContext.REQUEST_ID.get());
		this.webhookOutbox.add(tenant, connector, "msg_" + UUID.randomUUID().toString().replace("-", ""),
				message.toString());
	}

}
