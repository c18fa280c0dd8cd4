package io.connectorservice.connector;

import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.webhook.WebhookEventType;
import io.connectorservice.webhook.Webhooks;

import org.springframework.stereotype.Component;

/**
 * Deletes connectors, revokes their tokens and removes their secrets.
 */
@Component
final class ConnectorRemoval {

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	private final ConnectorTokenLifecycle tokens;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final SecretCleanup secretCleanup;

	ConnectorRemoval(TenantTransactions transactions, ConnectorRepository connectors, ConnectorCache cache,
			ConnectorTokenLifecycle tokens, ConnectorEvents events, Webhooks webhooks, SecretCleanup secretCleanup) {
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
		this.tokens = tokens;
		this.events = events;
		this.webhooks = webhooks;
		this.secretCleanup = secretCleanup;
	}

	/** See {@link ConnectorService#remove}. */
	void remove(TenantId tenant, UUID id) {
		long began = System.nanoTime();
		Connector connector = readConnector(tenant, id);
		boolean deleted = this.transactions.write(tenant, () -> deleteAndPublish(connector, began));
		cleanUp(connector, deleted);
	}

	private Connector readConnector(TenantId tenant, UUID id) {
		return this.transactions.read(tenant, () -> this.connectors.find(id))
			.orElseThrow(ConnectorService::notFoundProblem);
	}

	private boolean deleteAndPublish(Connector connector, long began) {
		boolean deleted = deleteAndRecord(connector, began);
		if (deleted) {
			this.webhooks.publish(connector.ref(), WebhookEventType.DELETED);
		}
		return deleted;
	}

	private boolean deleteAndRecord(Connector connector, long began) {
		boolean deleted = this.connectors.delete(connector.id());
		if (deleted) {
			this.tokens.markPendingTokens(connector);
			this.events.record(ConnectorEvent.success(connector.ref(), EventKind.DELETED).withDurationSince(began));
		}
		return deleted;
	}

	private void cleanUp(Connector connector, boolean deleted) {
		this.cache.evict(connector.tenant(), connector.id());
		if (!deleted) {
			throw ConnectorService.notFoundProblem();
		}
		this.tokens.revokeTokens(connector);
		this.secretCleanup.removePending(connector.tenant());
	}

	/**
	 * Removes a connector whose creation failed. No webhook is published, as none
	 * announced the connector.
	 */
	void undoCreation(TenantId tenant, UUID id) {
		long began = System.nanoTime();
		Connector connector = readConnector(tenant, id);
		boolean deleted = this.transactions.write(tenant, () -> deleteAndRecord(connector, began));
		cleanUp(connector, deleted);
	}

}
