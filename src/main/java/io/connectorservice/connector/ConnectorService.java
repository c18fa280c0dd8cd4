package io.connectorservice.connector;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.connectorservice.listing.Listing;
import io.connectorservice.auth.AuthConfigs;
import io.connectorservice.change.Change;
import io.connectorservice.change.Changes;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.event.Happening;
import io.connectorservice.oauth.ConnectionStatus;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tenant.TenantTransactions;
import io.connectorservice.webhook.StateChange;
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

	private final Connections connections;

	private final ConnectorFaults faults;

	private final AuthConfigs authConfigs;

	private final Secrets secrets;

	private final SecretRemovals removals;

	private final TenantRegistration tenants;

	private final ConnectorTokens tokens;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final Changes changes;

	ConnectorService(TenantTransactions transactions, ConnectorRepository connectors, ConnectorCache cache,
			Connections connections, ConnectorFaults faults, AuthConfigs authConfigs, Secrets secrets,
			SecretRemovals removals, TenantRegistration tenants, ConnectorTokens tokens, ConnectorEvents events,
			Webhooks webhooks, Changes changes) {
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
		this.connections = connections;
		this.faults = faults;
		this.authConfigs = authConfigs;
		this.secrets = secrets;
		this.removals = removals;
		this.tenants = tenants;
		this.tokens = tokens;
		this.events = events;
		this.webhooks = webhooks;
		this.changes = changes;
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
		ConnectorDraft draft = this.connections.choose(given);
		UUID id = UUID.randomUUID();
		JsonNode description = draft.apiSpec();
		Connector fresh = this.connections.matched(Connector.fresh(id, tenant, draft), description);
		Map<String, Secret> cleaned = cleaned(fresh, credentials);
		this.faults.requireNone(this.connections.draft(fresh, ConnectorFaults.firstServer(description), description),
				cleaned, all(ofShape, given));
		AuthConfigs.Placement placement = place(fresh, cleaned);
		Connector created = insert(noting(fresh.withSecrets(placement.authConfig(), texts(placement))), description,
				began);
		try {
			this.secrets.put(placement.values());
			this.tokens.broughtIn(created, credentials.keySet());
			return created;
		}
		catch (RuntimeException failure) {
			// nobody was told of it, and nobody is told that it is gone
			remove(tenant, id, () -> {
			});
			throw failure;
		}
	}

	private List<Fault> all(List<Fault> ofShape, ConnectorDraft given) {
		return Stream.concat(ofShape.stream(), this.connections.wayFaults(given).stream()).toList();
	}

	private Map<String, Secret> cleaned(Connector connector, Map<String, Secret> credentials) {
		return this.authConfigs.cleaned(connector.authType(), completed(connector), credentials);
	}

	private AuthConfigs.Placement place(Connector connector, Map<String, Secret> credentials) {
		return this.authConfigs.place(connector.tenant(), connector.id(), connector.authType(),
				(ObjectNode) connector.authConfig(), completed(connector), credentials);
	}

	// noted before anything is written there, so that nothing outlives the connector
	private Connector noting(Connector connector) {
		return connector.withSecrets(connector.authConfig(), this.tokens.writtenPaths(connector));
	}

	private JsonNode completed(Connector connector) {
		return this.connections.completion(connector).authConfig();
	}

	private static List<String> texts(AuthConfigs.Placement placement) {
		return placement.values().keySet().stream().map(SecretPath::toString).toList();
	}

	private Connector insert(Connector connector, @Nullable JsonNode description, long began) {
		return this.tenants.ensure(connector.tenant(), () -> write(connector.tenant(), description != null, () -> {
			Connector inserted = this.connectors.insert(connector, description);
			add(inserted.tenant(), inserted.id(), EventKind.CREATED, began);
			return inserted;
		}));
	}

	private void add(TenantId tenant, UUID id, EventKind kind, long began) {
		this.events.add(Happening.success(tenant, id, kind).since(began));
	}

	private <T> T write(TenantId tenant, boolean large, Supplier<T> work) {
		try {
			return large ? this.transactions.writeAtLength(tenant, work) : this.transactions.write(tenant, work);
		}
		catch (DataIntegrityViolationException violation) {
			throw Constraints.explain(violation);
		}
	}

	/**
	 * Finds a connector as it is stored now.
	 * @throws ProblemException NOT_FOUND, also for another tenant's
	 */
	public Connector get(TenantId tenant, UUID id) {
		return this.transactions.read(tenant, () -> this.connectors.find(id)).orElseThrow(ConnectorService::notFound);
	}

	/** Finds a connector to work with; may be some seconds old. */
	Connector require(TenantId tenant, UUID id) {
		return this.cache.get(tenant, id, () -> get(tenant, id));
	}

	static ProblemException notFound() {
		return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector.");
	}

	/** The stored API description, which can be large. */
	public Optional<JsonNode> apiSpec(TenantId tenant, UUID id) {
		return this.transactions.readAtLength(tenant, () -> this.connectors.apiSpec(id));
	}

	/** Whether the stored API description is longer than so many bytes. */
	public boolean isApiSpecLongerThan(long bytes, TenantId tenant, UUID id) {
		return this.transactions.read(tenant, () -> this.connectors.apiSpecLength(id, bytes)) > bytes;
	}

	/** How a connector's tokens fare; nothing where it has none to keep. */
	public @Nullable ConnectionStatus connectionStatus(Connector connector) {
		return this.tokens.status(connector);
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
		Changed made = write(tenant, change.apiSpec().isPresent(), () -> {
			Connector current = this.connectors.findAndLock(id).orElseThrow(ConnectorService::notFound);
			Connector after = changed(current, change);
			add(tenant, id, EventKind.CHANGED, began);
			return new Changed(current, after);
		});
		this.cache.forget(tenant, id);
		this.tokens.changed(made.before(), made.after());
		return made.after();
	}

	private Connector changed(Connector current, ConnectorChange change) {
		if (!change.permits(current)) {
			throw ProblemException.of(ProblemCode.PRECONDITION_FAILED,
					"The connector was changed in the meantime: read it again, then repeat your change.");
		}
		ConnectorDraft given = change.appliedTo(current);
		ConnectorDraft draft = this.connections.choose(given);
		JsonNode server = change.apiSpec().isPresent() ? ConnectorFaults.firstServer(change.newDescription())
				: current.apiServer();
		Connector next = this.connections.matched(current.with(draft), change.newDescription());
		this.faults.requireNone(this.connections.draft(next, server, change.newDescription()), Map.of(),
				all(change.faults(), given));
		change.apiSpec().ifPresent((spec) -> this.connectors.storeApiSpec(current.id(), spec));
		return this.connectors.update(noting(withKnownPlaces(next)));
	}

	private Connector withKnownPlaces(Connector connector) {
		ObjectNode placed = this.authConfigs.withKnownPlaces(connector.tenant(), connector.id(), connector.authType(),
				(ObjectNode) connector.authConfig(), completed(connector), connector.writtenSecretPaths());
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
		AuthConfigs.Placement placement = this.transactions.write(tenant, () -> {
			Connector current = this.connectors.findAndLock(id).orElseThrow(ConnectorService::notFound);
			Map<String, Secret> cleaned = cleaned(current, credentials);
			requireUsable(current, cleaned);
			AuthConfigs.Placement places = place(current, cleaned);
			Connector placed = noting(current.withSecrets(places.authConfig(), texts(places)));
			if (!placed.equals(current)) {
				this.connectors.update(placed);
			}
			return places;
		});
		put(tenant, id, placement, began);
		this.events.note(Happening.success(tenant, id, EventKind.CREDENTIALS_STORED).since(began));
		this.cache.forget(tenant, id);
		this.tokens.broughtIn(get(tenant, id), credentials.keySet());
		this.changes.tell(new Change(Change.Kind.CREDENTIALS, tenant, id));
	}

	// the store knows no transactions: what became of it is noted afterwards
	private void put(TenantId tenant, UUID id, AuthConfigs.Placement placement, long began) {
		try {
			this.secrets.put(placement.values());
		}
		catch (ProblemException failure) {
			this.events
				.note(Happening.failure(tenant, id, EventKind.CREDENTIALS_STORED, failure.code(), null).since(began));
			throw failure;
		}
	}

	private void requireUsable(Connector connector, Map<String, Secret> credentials) {
		List<Fault> faults = this.faults.credentialFaults(connector.authType(), completed(connector),
				this.connections.completion(connector), credentials);
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
		remove(tenant, id, () -> this.webhooks.tell(tenant, id, StateChange.DELETED));
	}

	private void remove(TenantId tenant, UUID id, Runnable telling) {
		long began = System.nanoTime();
		Connector connector = get(tenant, id);
		boolean deleted = this.transactions.write(tenant, () -> {
			boolean there = this.connectors.delete(id);
			if (there) {
				add(tenant, id, EventKind.DELETED, began);
				telling.run();
			}
			return there;
		});
		this.cache.forget(tenant, id);
		if (!deleted) {
			throw notFound();
		}
		this.tokens.revoke(connector);
		this.removals.workOff(tenant);
	}

	private record Changed(Connector before, Connector after) {
	}

}
