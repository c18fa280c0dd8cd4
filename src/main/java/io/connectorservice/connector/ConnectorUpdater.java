package io.connectorservice.connector;

import java.util.UUID;

import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;

import org.springframework.stereotype.Component;

/**
 * Changes the configuration of connectors.
 */
@Component
final class ConnectorUpdater {

	private final ConnectorPreparer preparer;

	private final ConnectorTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	private final ConnectorTokenLifecycle tokens;

	private final ConnectorEvents events;

	ConnectorUpdater(ConnectorPreparer preparer, ConnectorTransactions transactions, ConnectorRepository connectors,
			ConnectorCache cache, ConnectorTokenLifecycle tokens, ConnectorEvents events) {
		this.preparer = preparer;
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
		this.tokens = tokens;
		this.events = events;
	}

	/** See {@link ConnectorService#change}. */
	Connector change(TenantId tenant, UUID id, ConnectorChange change) {
		long began = System.nanoTime();
		this.preparer.loadApps();
		ChangedConnector changedConnector = this.transactions.write(tenant, change.apiSpec().isPresent(), () -> {
			Connector before = this.connectors.findAndLock(id).orElseThrow(ConnectorService::notFoundProblem);
			Connector after = applyChange(before, change);
			this.events.record(
					ConnectorEvent.success(ConnectorRef.of(tenant, id), EventKind.CHANGED).withDurationSince(began));
			return new ChangedConnector(before, after);
		});
		this.cache.evict(tenant, id);
		this.tokens.updateAfterChange(changedConnector.before(), changedConnector.after());
		return changedConnector.after();
	}

	private Connector applyChange(Connector current, ConnectorChange change) {
		if (!change.permits(current)) {
			throw ProblemException.of(ProblemCode.PRECONDITION_FAILED,
					"The connector was changed in the meantime: read it again, then repeat your change.");
		}
		Connector next = this.preparer.prepareChange(current, change);
		change.apiSpec().ifPresent((spec) -> this.connectors.storeApiSpec(current.id(), spec));
		return this.connectors.update(next);
	}

	private record ChangedConnector(Connector before, Connector after) {
	}

}
