package io.connectorservice.connector;

import java.util.Map;
import java.util.UUID;

import io.connectorservice.connector.ConnectorPreparer.PreparedConnector;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.invalidation.ChangeNotification;
import io.connectorservice.invalidation.ChangePublisher;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;

import org.springframework.stereotype.Component;

/**
 * Stores new credentials of existing connectors. The configuration names their paths
 * before they are written, so that no secret is stored that no connector points to.
 */
@Component
final class CredentialWriter {

	private final ConnectorPreparer preparer;

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	private final Secrets secrets;

	private final ConnectorTokenLifecycle tokens;

	private final ConnectorEvents events;

	private final ChangePublisher changePublisher;

	CredentialWriter(ConnectorPreparer preparer, TenantTransactions transactions, ConnectorRepository connectors,
			ConnectorCache cache, Secrets secrets, ConnectorTokenLifecycle tokens, ConnectorEvents events,
			ChangePublisher changePublisher) {
		this.preparer = preparer;
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
		this.secrets = secrets;
		this.tokens = tokens;
		this.events = events;
		this.changePublisher = changePublisher;
	}

	/** See {@link ConnectorService#storeCredentials}. */
	void store(TenantId tenant, UUID id, Map<String, Secret> credentials) {
		long began = System.nanoTime();
		this.preparer.loadApps();
		Connector before = readConnector(tenant, id);
		PreparedConnector preparedConnector = this.transactions.write(tenant,
				() -> updateConfiguration(id, credentials));
		this.tokens.updateAfterCredentials(before, preparedConnector.connector());
		writeSecrets(preparedConnector, began);
		this.events.recordSeparately(ConnectorEvent.success(ConnectorRef.of(tenant, id), EventKind.CREDENTIALS_STORED)
			.withDurationSince(began));
		this.cache.evict(tenant, id);
		this.tokens.acceptCredentials(readConnector(tenant, id), credentials.keySet());
		this.changePublisher.publish(new ChangeNotification(ChangeNotification.Kind.CREDENTIALS, tenant, id));
	}

	private PreparedConnector updateConfiguration(UUID id, Map<String, Secret> credentials) {
		Connector current = this.connectors.findAndLock(id).orElseThrow(ConnectorService::notFoundProblem);
		PreparedConnector preparedConnector = this.preparer.prepareCredentials(current, credentials);
		if (!preparedConnector.connector().equals(current)) {
			this.connectors.update(preparedConnector.connector());
		}
		return preparedConnector;
	}

	// The secret store takes no part in transactions, so its outcome is recorded later.
	private void writeSecrets(PreparedConnector preparedConnector, long began) {
		try {
			this.secrets.put(preparedConnector.secrets());
		}
		catch (ProblemException failure) {
			this.events.recordSeparately(ConnectorEvent
				.failure(preparedConnector.connector().ref(), EventKind.CREDENTIALS_STORED, failure.code(), null)
				.withDurationSince(began));
			throw failure;
		}
	}

	private Connector readConnector(TenantId tenant, UUID id) {
		return this.transactions.read(tenant, () -> this.connectors.find(id))
			.orElseThrow(ConnectorService::notFoundProblem);
	}

}
