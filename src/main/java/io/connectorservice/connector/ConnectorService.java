package io.connectorservice.connector;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.oauth.storage.ConnectionStatus;
import io.connectorservice.paging.Listing;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Service;

/**
 * Reads a tenant's connectors and coordinates their creation, change and removal.
 */
@Service
public class ConnectorService {

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	private final ConnectorTokenLifecycle tokens;

	private final ConnectorCreation creation;

	private final ConnectorUpdater updater;

	private final CredentialWriter credentialWriter;

	private final ConnectorRemoval removal;

	ConnectorService(TenantTransactions transactions, ConnectorRepository connectors, ConnectorCache cache,
			ConnectorTokenLifecycle tokens, ConnectorCreation creation, ConnectorUpdater updater,
			CredentialWriter credentialWriter, ConnectorRemoval removal) {
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
		this.tokens = tokens;
		this.creation = creation;
		this.updater = updater;
		this.credentialWriter = credentialWriter;
		this.removal = removal;
	}

	/**
	 * Stores a new connector and the secrets that are given with it.
	 * @param shapeFaults faults of the draft's shape, reported together with all others
	 * @throws ProblemException VALIDATION_FAILED, CONNECTOR_NAME_TAKEN, TENANT_UNKNOWN,
	 * or SECRET_STORE_UNAVAILABLE, after which there is no such connector
	 */
	public Connector create(TenantId tenant, ConnectorDraft draft, Map<String, Secret> credentials,
			List<Fault> shapeFaults) {
		return this.creation.create(tenant, draft, credentials, shapeFaults);
	}

	/**
	 * Finds a connector as it is stored now.
	 * @throws ProblemException NOT_FOUND, also for another tenant's connector
	 */
	public Connector get(TenantId tenant, UUID id) {
		return this.transactions.read(tenant, () -> this.connectors.find(id))
			.orElseThrow(ConnectorService::notFoundProblem);
	}

	/** Finds a connector to call with; it may be some seconds old. */
	public Connector getCached(TenantId tenant, UUID id) {
		return this.cache.get(tenant, id, () -> get(tenant, id));
	}

	public static ProblemException notFoundProblem() {
		return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector.");
	}

	/** Finds the stored API description, which can be large. */
	public Optional<JsonNode> findApiSpec(TenantId tenant, UUID id) {
		return this.transactions.readAtLength(tenant, () -> this.connectors.findApiSpec(id));
	}

	/** Whether the stored API description is longer than the given number of bytes. */
	public boolean isApiSpecLongerThan(long bytes, TenantId tenant, UUID id) {
		return this.transactions.read(tenant, () -> this.connectors.measureApiSpec(id, bytes)) > bytes;
	}

	/** Returns the state of the tokens, or null where this kind of connector has none. */
	public @Nullable ConnectionStatus findConnectionStatus(Connector connector) {
		return this.tokens.findStatus(connector);
	}

	public Listing<ConnectorSummary> list(TenantId tenant, ConnectorQuery query) {
		return this.transactions.read(tenant, () -> this.connectors.list(tenant, query));
	}

	/**
	 * Changes a connector.
	 * @throws ProblemException NOT_FOUND, PRECONDITION_FAILED, VALIDATION_FAILED or
	 * CONNECTOR_NAME_TAKEN
	 */
	public Connector change(TenantId tenant, UUID id, ConnectorChange change) {
		return this.updater.change(tenant, id, change);
	}

	/**
	 * Stores secrets of a connector.
	 * @throws ProblemException NOT_FOUND, VALIDATION_FAILED with pointers relative to the
	 * credentials, or SECRET_STORE_UNAVAILABLE
	 */
	public void storeCredentials(TenantId tenant, UUID id, Map<String, Secret> credentials) {
		this.credentialWriter.store(tenant, id, credentials);
	}

	/**
	 * Deletes a connector and the secrets that were written for it. While the secret
	 * store is down, the database remembers the secrets, which are removed later.
	 * @throws ProblemException NOT_FOUND
	 */
	public void remove(TenantId tenant, UUID id) {
		this.removal.remove(tenant, id);
	}

}
