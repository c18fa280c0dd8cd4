package io.connectorservice.connector;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.connectorservice.auth.AuthConfigValidator;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.invalidation.ChangeNotification;
import io.connectorservice.invalidation.ChangePublisher;
import io.connectorservice.oauth.storage.ConnectionStatus;
import io.connectorservice.paging.Listing;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.webhook.WebhookEventType;
import io.connectorservice.webhook.Webhooks;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/**
 * Creates, finds, lists, changes and removes a tenant's connectors.
 */
@Service
public class ConnectorService {

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	private final ServiceConnectionFactory serviceConnectionFactory;

	private final ConnectorValidator faults;

	private final AuthConfigValidator authConfigValidator;

	private final Secrets secrets;

	private final SecretCleanup removals;

	private final TenantRegistration tenants;

	private final ConnectorTokenLifecycle tokens;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final ChangePublisher changePublisher;

	ConnectorService(TenantTransactions transactions, ConnectorRepository connectors, ConnectorCache cache,
			ServiceConnectionFactory serviceConnectionFactory, ConnectorValidator faults,
			AuthConfigValidator authConfigValidator, Secrets secrets, SecretCleanup removals,
			TenantRegistration tenants, ConnectorTokenLifecycle tokens, ConnectorEvents events, Webhooks webhooks,
			ChangePublisher changePublisher) {
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
		this.serviceConnectionFactory = serviceConnectionFactory;
		this.faults = faults;
		this.authConfigValidator = authConfigValidator;
		this.secrets = secrets;
		this.removals = removals;
		this.tenants = tenants;
		this.tokens = tokens;
		this.events = events;
		this.webhooks = webhooks;
		this.changePublisher = changePublisher;
	}

	/**
	 * Keeps a new connector and, where credentials come along, its secrets.
	 * @param ofShape faults of the draft's shape, to be named together with all others
	 * @throws ProblemException VALIDATION_FAILED, CONNECTOR_NAME_TAKEN, TENANT_UNKNOWN,
	 * or SECRET_STORE_UNAVAILABLE, after which there is no such connector
	 */
	public Connector create(TenantId tenant, ConnectorDraft given, Map<String, Secret> credentials,
			List<Fault> ofShape) {
		long began = System.nanoTime();
		ConnectorDraft draft = this.serviceConnectionFactory.applyAuthMethod(given);
		UUID id = UUID.randomUUID();
		JsonNode description = draft.apiSpec();
		Connector fresh = this.serviceConnectionFactory.applySecuritySchemes(Connector.create(id, tenant, draft),
				description);
		Map<String, Secret> cleaned = cleanCredentials(fresh, credentials);
		this.faults.requireNone(this.serviceConnectionFactory.createDraft(fresh,
				ConnectorValidator.findFirstServer(description), description), cleaned, collectFaults(ofShape, given));
		AuthConfigValidator.Placement placement = placeCredentials(fresh, cleaned);
		Connector created = insertConnector(
				withWrittenPaths(fresh.withSecrets(placement.authConfig(), formatPaths(placement))), description,
				began);
		try {
			this.secrets.put(placement.values());
			this.tokens.acceptCredentials(created, credentials.keySet());
			return created;
		}
		catch (RuntimeException failure) {
			// nobody was told of it, and nobody is told that it is gone
			remove(tenant, id, () -> {
			});
			throw failure;
		}
	}

	private List<Fault> collectFaults(List<Fault> ofShape, ConnectorDraft given) {
		return Stream.concat(ofShape.stream(), this.serviceConnectionFactory.findAuthMethodFaults(given).stream())
			.toList();
	}

	private Map<String, Secret> cleanCredentials(Connector connector, Map<String, Secret> credentials) {
		return this.authConfigValidator.cleanCredentials(connector.authType(), resolveAuthConfig(connector),
				credentials);
	}

	private AuthConfigValidator.Placement placeCredentials(Connector connector, Map<String, Secret> credentials) {
		return this.authConfigValidator.locateCredentials(connector.tenant(), connector.id(), connector.authType(),
				(ObjectNode) connector.authConfig(), resolveAuthConfig(connector), credentials);
	}

	// noted before anything is written there, so that nothing outlives the connector
	private Connector withWrittenPaths(Connector connector) {
		return connector.withSecrets(connector.authConfig(), this.tokens.findWrittenPaths(connector));
	}

	private JsonNode resolveAuthConfig(Connector connector) {
		return this.serviceConnectionFactory.resolveConfiguration(connector).authConfig();
	}

	private static List<String> formatPaths(AuthConfigValidator.Placement placement) {
		return placement.values().keySet().stream().map(SecretPath::toString).toList();
	}

	private Connector insertConnector(Connector connector, @Nullable JsonNode description, long began) {
		return this.tenants.registerIfMissing(connector.tenant(),
				() -> writeInTransaction(connector.tenant(), description != null, () -> {
					Connector inserted = this.connectors.insert(connector, description);
					recordEvent(inserted.tenant(), inserted.id(), EventKind.CREATED, began);
					return inserted;
				}));
	}

	private void recordEvent(TenantId tenant, UUID id, EventKind kind, long began) {
		this.events.record(ConnectorEvent.success(tenant, id, kind).withDurationSince(began));
	}

	private <T> T writeInTransaction(TenantId tenant, boolean large, Supplier<T> work) {
		try {
			return large ? this.transactions.writeAtLength(tenant, work) : this.transactions.write(tenant, work);
		}
		catch (DataIntegrityViolationException violation) {
			throw Constraints.toProblem(violation);
		}
	}

	/**
	 * Finds a connector as it is stored now.
	 * @throws ProblemException NOT_FOUND, also for another tenant's
	 */
	public Connector get(TenantId tenant, UUID id) {
		return this.transactions.read(tenant, () -> this.connectors.find(id))
			.orElseThrow(ConnectorService::notFoundProblem);
	}

	/** Finds a connector to work with; may be some seconds old. */
	Connector getCached(TenantId tenant, UUID id) {
		return this.cache.get(tenant, id, () -> get(tenant, id));
	}

	static ProblemException notFoundProblem() {
		return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector.");
	}

	/** The stored API description, which can be large. */
	public Optional<JsonNode> findApiSpec(TenantId tenant, UUID id) {
		return this.transactions.readAtLength(tenant, () -> this.connectors.findApiSpec(id));
	}

	/** Whether the stored API description is longer than so many bytes. */
	public boolean isApiSpecLongerThan(long bytes, TenantId tenant, UUID id) {
		return this.transactions.read(tenant, () -> this.connectors.measureApiSpec(id, bytes)) > bytes;
	}

	/** How a connector's tokens fare; nothing where it has none to keep. */
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
		long began = System.nanoTime();
		Changed made = writeInTransaction(tenant, change.apiSpec().isPresent(), () -> {
			Connector current = this.connectors.findAndLock(id).orElseThrow(ConnectorService::notFoundProblem);
			Connector after = applyChange(current, change);
			recordEvent(tenant, id, EventKind.CHANGED, began);
			return new Changed(current, after);
		});
		this.cache.evict(tenant, id);
		this.tokens.updateAfterChange(made.before(), made.after());
		return made.after();
	}

	private Connector applyChange(Connector current, ConnectorChange change) {
		if (!change.permits(current)) {
			throw ProblemException.of(ProblemCode.PRECONDITION_FAILED,
					"The connector was changed in the meantime: read it again, then repeat your change.");
		}
		ConnectorDraft given = change.applyTo(current);
		ConnectorDraft draft = this.serviceConnectionFactory.applyAuthMethod(given);
		JsonNode server = change.apiSpec().isPresent() ? ConnectorValidator.findFirstServer(change.newDescription())
				: current.apiServer();
		Connector next = this.serviceConnectionFactory.applySecuritySchemes(current.withDraft(draft),
				change.newDescription());
		this.faults.requireNone(this.serviceConnectionFactory.createDraft(next, server, change.newDescription()),
				Map.of(), collectFaults(change.faults(), given));
		change.apiSpec().ifPresent((spec) -> this.connectors.storeApiSpec(current.id(), spec));
		return this.connectors.update(withWrittenPaths(withKnownLocations(next)));
	}

	private Connector withKnownLocations(Connector connector) {
		ObjectNode placed = this.authConfigValidator.withKnownLocations(connector.tenant(), connector.id(),
				connector.authType(), (ObjectNode) connector.authConfig(), resolveAuthConfig(connector),
				connector.writtenSecretPaths());
		return connector.withSecrets(placed, List.of());
	}

	/**
	 * Takes secrets in. The configuration names their places before they are written, so
	 * that none is ever stored that nothing points to.
	 * @throws ProblemException NOT_FOUND, VALIDATION_FAILED with pointers relative to the
	 * credentials, or SECRET_STORE_UNAVAILABLE
	 */
	public void storeCredentials(TenantId tenant, UUID id, Map<String, Secret> credentials) {
		long began = System.nanoTime();
		AuthConfigValidator.Placement placement = this.transactions.write(tenant, () -> {
			Connector current = this.connectors.findAndLock(id).orElseThrow(ConnectorService::notFoundProblem);
			Map<String, Secret> cleaned = cleanCredentials(current, credentials);
			requireUsable(current, cleaned);
			AuthConfigValidator.Placement places = placeCredentials(current, cleaned);
			Connector placed = withWrittenPaths(current.withSecrets(places.authConfig(), formatPaths(places)));
			if (!placed.equals(current)) {
				this.connectors.update(placed);
			}
			return places;
		});
		storeSecrets(tenant, id, placement, began);
		this.events.recordSeparately(
				ConnectorEvent.success(tenant, id, EventKind.CREDENTIALS_STORED).withDurationSince(began));
		this.cache.evict(tenant, id);
		this.tokens.acceptCredentials(get(tenant, id), credentials.keySet());
		this.changePublisher.publish(new ChangeNotification(ChangeNotification.Kind.CREDENTIALS, tenant, id));
	}

	// the store knows no transactions: what became of it is noted afterwards
	private void storeSecrets(TenantId tenant, UUID id, AuthConfigValidator.Placement placement, long began) {
		try {
			this.secrets.put(placement.values());
		}
		catch (ProblemException failure) {
			this.events
				.recordSeparately(ConnectorEvent.failure(tenant, id, EventKind.CREDENTIALS_STORED, failure.code(), null)
					.withDurationSince(began));
			throw failure;
		}
	}

	private void requireUsable(Connector connector, Map<String, Secret> credentials) {
		List<Fault> faults = this.faults.findCredentialFaults(connector.authType(), resolveAuthConfig(connector),
				this.serviceConnectionFactory.resolveConfiguration(connector), credentials);
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults);
		}
	}

	/**
	 * Deletes a connector and the secrets that were written for it. While the secret
	 * store is down they are kept in mind and removed later.
	 * @throws ProblemException NOT_FOUND
	 */
	public void remove(TenantId tenant, UUID id) {
		remove(tenant, id, () -> this.webhooks.publish(tenant, id, WebhookEventType.DELETED));
	}

	private void remove(TenantId tenant, UUID id, Runnable telling) {
		long began = System.nanoTime();
		Connector connector = get(tenant, id);
		boolean deleted = this.transactions.write(tenant, () -> {
			boolean there = this.connectors.delete(id);
			if (there) {
				recordEvent(tenant, id, EventKind.DELETED, began);
				telling.run();
			}
			return there;
		});
		this.cache.evict(tenant, id);
		if (!deleted) {
			throw notFoundProblem();
		}
		this.tokens.revokeTokens(connector);
		this.removals.removePending(tenant);
	}

	private record Changed(Connector before, Connector after) {
	}

}
