package io.connectorservice.connector;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.connectorservice.auth.AuthConfigValidator;
import io.connectorservice.auth.AuthConfigValidator.Placement;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.tenant.TenantId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Validates configurations and credentials, and builds the rows that are stored for them.
 */
@Component
final class ConnectorPreparer {

	private final ServiceConnectionFactory serviceConnectionFactory;

	private final ConnectorValidator validator;

	private final AuthConfigValidator authConfigValidator;

	private final ConnectorTokenLifecycle tokens;

	ConnectorPreparer(ServiceConnectionFactory serviceConnectionFactory, ConnectorValidator validator,
			AuthConfigValidator authConfigValidator, ConnectorTokenLifecycle tokens) {
		this.serviceConnectionFactory = serviceConnectionFactory;
		this.validator = validator;
		this.authConfigValidator = authConfigValidator;
		this.tokens = tokens;
	}

	/** Must be called before a transaction in which connectors are prepared. */
	void loadApps() {
		this.serviceConnectionFactory.loadApps();
	}

	/**
	 * Builds a new connector and locates its secrets.
	 * @param shapeFaults faults of the draft's shape, reported together with all others
	 * @throws ProblemException VALIDATION_FAILED
	 */
	PreparedConnector prepareNew(TenantId tenant, ConnectorDraft given, Map<String, Secret> credentials,
			List<Fault> shapeFaults) {
		ConnectorDraft draft = this.serviceConnectionFactory.applyAuthMethod(given);
		JsonNode description = draft.apiSpec();
		Connector connector = this.serviceConnectionFactory
			.applySecuritySchemes(Connector.create(UUID.randomUUID(), tenant, draft), description);
		Map<String, Secret> cleaned = cleanCredentials(connector, credentials);
		this.validator
			.requireNone(
					this.serviceConnectionFactory.createDraft(connector,
							ConnectorValidator.findFirstServer(description), description),
					cleaned, collectFaults(shapeFaults, given));
		return placeCredentials(connector, cleaned);
	}

	private List<Fault> collectFaults(List<Fault> shapeFaults, ConnectorDraft given) {
		return Stream.concat(shapeFaults.stream(), this.serviceConnectionFactory.findAuthMethodFaults(given).stream())
			.toList();
	}

	private Map<String, Secret> cleanCredentials(Connector connector, Map<String, Secret> credentials) {
		return this.authConfigValidator.cleanCredentials(connector.authType(), resolveAuthConfig(connector),
				credentials);
	}

	private JsonNode resolveAuthConfig(Connector connector) {
		return this.serviceConnectionFactory.resolveConfiguration(connector).authConfig();
	}

	private PreparedConnector placeCredentials(Connector connector, Map<String, Secret> credentials) {
		Placement placement = this.authConfigValidator.locateCredentials(connector.tenant(), connector.id(),
				connector.authType(), (ObjectNode) connector.authConfig(), resolveAuthConfig(connector), credentials);
		List<String> paths = placement.values().keySet().stream().map(SecretPath::toString).toList();
		return new PreparedConnector(withWrittenPaths(connector.withSecrets(placement.authConfig(), paths)),
				placement.values());
	}

	// The row names the paths before anything is written to them, so that removing the
	// connector removes every secret of it.
	private Connector withWrittenPaths(Connector connector) {
		return connector.withSecrets(connector.authConfig(), this.tokens.findWrittenPaths(connector));
	}

	/**
	 * Builds the changed connector.
	 * @throws ProblemException VALIDATION_FAILED
	 */
	Connector prepareChange(Connector current, ConnectorChange change) {
		ConnectorDraft given = change.applyTo(current);
		ConnectorDraft draft = this.serviceConnectionFactory.applyAuthMethod(given);
		JsonNode description = change.newDescription();
		JsonNode server = change.apiSpec().isPresent() ? ConnectorValidator.findFirstServer(description)
				: current.apiServer();
		Connector next = this.serviceConnectionFactory.applySecuritySchemes(current.withDraft(draft), description);
		this.validator.requireNone(this.serviceConnectionFactory.createDraft(next, server, description), Map.of(),
				collectFaults(change.faults(), given));
		return withWrittenPaths(withKnownLocations(next));
	}

	private Connector withKnownLocations(Connector connector) {
		ObjectNode placed = this.authConfigValidator.withKnownLocations(connector.tenant(), connector.id(),
				connector.authType(), (ObjectNode) connector.authConfig(), resolveAuthConfig(connector),
				connector.writtenSecretPaths());
		return connector.withSecrets(placed, List.of());
	}

	/**
	 * Locates new secrets of a stored connector.
	 * @throws ProblemException VALIDATION_FAILED with pointers relative to the
	 * credentials
	 */
	PreparedConnector prepareCredentials(Connector current, Map<String, Secret> credentials) {
		Map<String, Secret> cleaned = cleanCredentials(current, credentials);
		List<Fault> faults = this.validator.findCredentialFaults(current.authType(), resolveAuthConfig(current),
				this.serviceConnectionFactory.resolveConfiguration(current), cleaned);
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults);
		}
		return placeCredentials(current, cleaned);
	}

	/**
	 * A connector that is ready to be stored.
	 *
	 * @param connector the row, whose configuration names the secrets' paths
	 * @param secrets the secrets to write after the row is stored
	 */
	record PreparedConnector(Connector connector, Map<SecretPath, Secret> secrets) {
	}

}
