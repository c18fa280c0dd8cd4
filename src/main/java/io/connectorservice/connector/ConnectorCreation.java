package io.connectorservice.connector;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.connectorservice.connector.ConnectorPreparer.PreparedConnector;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.problem.Fault;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Creates connectors together with their secrets. The secret store takes no part in
 * transactions, so a connector whose secrets cannot be written is removed again.
 */
@Component
final class ConnectorCreation {

	private final ConnectorPreparer preparer;

	private final ConnectorTransactions transactions;

	private final TenantRegistration tenants;

	private final ConnectorRepository connectors;

	private final Secrets secrets;

	private final ConnectorTokenLifecycle tokens;

	private final ConnectorEvents events;

	private final ConnectorRemoval removal;

	ConnectorCreation(ConnectorPreparer preparer, ConnectorTransactions transactions, TenantRegistration tenants,
			ConnectorRepository connectors, Secrets secrets, ConnectorTokenLifecycle tokens, ConnectorEvents events,
			ConnectorRemoval removal) {
		this.preparer = preparer;
		this.transactions = transactions;
		this.tenants = tenants;
		this.connectors = connectors;
		this.secrets = secrets;
		this.tokens = tokens;
		this.events = events;
		this.removal = removal;
	}

	/** See {@link ConnectorService#create}. */
	Connector create(TenantId tenant, ConnectorDraft draft, Map<String, Secret> credentials, List<Fault> shapeFaults) {
		long began = System.nanoTime();
		PreparedConnector preparedConnector = this.preparer.prepareNew(tenant, draft, credentials, shapeFaults);
		Connector created = this.tenants.registerIfMissing(tenant,
				() -> insertInTransaction(preparedConnector.connector(), draft.apiSpec(), began));
		storeSecretsOrUndo(created, preparedConnector, credentials.keySet());
		return created;
	}

	private Connector insertInTransaction(Connector connector, @Nullable JsonNode description, long began) {
		return this.transactions.write(connector.tenant(), description != null,
				() -> insert(connector, description, began));
	}

	private Connector insert(Connector connector, @Nullable JsonNode description, long began) {
		Connector inserted = this.connectors.insert(connector, description);
		this.events.record(ConnectorEvent.success(inserted.ref(), EventKind.CREATED).withDurationSince(began));
		return inserted;
	}

	private void storeSecretsOrUndo(Connector created, PreparedConnector preparedConnector, Set<String> credentials) {
		try {
			this.secrets.put(preparedConnector.secrets());
			this.tokens.acceptCredentials(created, credentials);
		}
		catch (RuntimeException failure) {
			this.removal.undoCreation(created.tenant(), created.id());
			throw failure;
		}
	}

}
