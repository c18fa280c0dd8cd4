package io.connectorservice.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InvalidSecretPathException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Checks {@code auth_config} when it is saved, and finds where credentials that callers
 * send belong.
 */
@Component
public final class AuthConfigValidator {

	private static final UUID NO_CONNECTOR = new UUID(0, 0);

	private final AuthStrategies strategies;

	private final Secrets secrets;

	AuthConfigValidator(AuthStrategies strategies, Secrets secrets) {
		this.strategies = strategies;
		this.secrets = secrets;
	}

	/**
	 * Everything wrong with an {@code auth_config}, with pointers from the body's root.
	 */
	public List<Fault> findFaults(TenantId tenant, String authType, JsonNode config) {
		Optional<AuthStrategy> strategy = this.strategies.find(authType, config);
		if (strategy.isEmpty()) {
			return List.of(unknownStrategyFault(authType));
		}
		return findFaults(tenant, strategy.get(), ownPart(authType, config)).stream()
			.map((fault) -> fault.withPrefix("/auth_config"))
			.toList();
	}

	private Fault unknownStrategyFault(String authType) {
		String names = String.join(", ", this.strategies.names());
		return AuthStrategies.isCustom(authType)
				? new Fault("/auth_config/strategy", "must name one of the strategies here: " + names)
				: new Fault("/auth_type", "is not offered by this service; it has: " + names);
	}

	// "strategy" chose the strategy and is none of its own fields
	private static JsonNode ownPart(String authType, JsonNode config) {
		return (AuthStrategies.isCustom(authType) && config instanceof ObjectNode object)
				? object.deepCopy().without("strategy") : config;
	}

	private List<Fault> findFaults(TenantId tenant, AuthStrategy strategy, JsonNode config) {
		ExtraHeadersDecorator whole = ExtraHeadersDecorator.of(strategy);
		List<Fault> faults = new ArrayList<>(whole.findFaults(config));
		if (faults.isEmpty()) {
			whole.secretFields(config).forEach((field) -> findPathFault(tenant, field, config).ifPresent(faults::add));
		}
		return faults;
	}

	// where no path is given the credential's name becomes a part of one
	private Optional<Fault> findPathFault(TenantId tenant, SecretField field, JsonNode config) {
		Optional<String> given = field.findPath(config);
		try {
			given.ifPresent((path) -> this.secrets.parsePath(tenant, path));
			if (given.isEmpty()) {
				ownPath(tenant, NO_CONNECTOR, field);
			}
			return Optional.empty();
		}
		catch (InvalidSecretPathException refused) {
			return Optional
				.of(given.isPresent() ? new Fault(field.pathPointer().toString(), refused.getMessage()) : new Fault(
						field.pathPointer().head().toString(),
						"needs a credential whose name is made of" + " letters, digits and _ . - (not of dots alone)"));
		}
	}

	/**
	 * The credentials without what was pasted along with them, and a key taken out of the
	 * file that it was given in.
	 */
	public Map<String, Secret> cleanCredentials(String authType, JsonNode config, Map<String, Secret> credentials) {
		Map<String, SecretUse> uses = findUses(authType, config);
		Map<String, Secret> cleaned = new LinkedHashMap<>();
		credentials.forEach((name, value) -> cleaned.put(name,
				uses.containsKey(name) ? GivenSecret.of(value, uses.get(name)).value() : value));
		return cleaned;
	}

	private Map<String, SecretUse> findUses(String authType, JsonNode config) {
		Map<String, SecretUse> uses = new LinkedHashMap<>();
		this.strategies.find(authType, config)
			.map((strategy) -> ExtraHeadersDecorator.of(strategy).secretFields(config))
			.orElse(List.of())
			.forEach((field) -> uses.put(field.credential(), field.use()));
		return uses;
	}

	/**
	 * The credentials that the configuration has no use for, and those that could never
	 * work.
	 * @param credentials cleaned
	 */
	public List<Fault> findCredentialFaults(String authType, JsonNode config, Map<String, Secret> credentials) {
		Optional<AuthStrategy> strategy = this.strategies.find(authType, config);
		if (strategy.isEmpty()) {
			return List.of();
		}
		List<Fault> faults = new ArrayList<>(findUnusedCredentials(
				ExtraHeadersDecorator.of(strategy.get()).secretFields(config), credentials.keySet()));
		findUses(authType, config).forEach((name, use) -> Optional.ofNullable(credentials.get(name))
			.flatMap((value) -> new GivenSecret(value, use).findFault())
			.ifPresent((fault) -> faults.add(new Fault(JsonPointer.empty().appendProperty(name).toString(), fault))));
		return faults;
	}

	private static List<Fault> findUnusedCredentials(List<SecretField> fields, Set<String> credentials) {
		List<String> used = fields.stream().map(SecretField::credential).toList();
		return credentials.stream()
			.filter((name) -> !used.contains(name))
			.map((name) -> new Fault(JsonPointer.empty().appendProperty(name).toString(),
					"is not used by this connector's way of signing, which takes " + String.join(", ", used)))
			.toList();
	}

	/**
	 * Finds where each credential belongs: where {@code auth_config} points already, else
	 * in the connector's own place, which {@code auth_config} then names.
	 * @param config the tenant's own, which names places
	 * @param completed with all that need not be repeated
	 * @param credentials all of which the configuration has a use for
	 */
	public Placement locateCredentials(TenantId tenant, UUID connectorId, String authType, ObjectNode config,
			JsonNode completed, Map<String, Secret> credentials) {
		List<SecretField> fields = this.strategies.find(authType, completed)
			.map((strategy) -> ExtraHeadersDecorator.of(strategy).secretFields(completed))
			.orElseThrow(() -> ProblemException.invalid(List.of(unknownStrategyFault(authType))));
		ObjectNode placed = config.deepCopy();
		Map<SecretPath, Secret> values = new LinkedHashMap<>();
		for (SecretField field : fields) {
			Secret value = credentials.get(field.credential());
			if (value != null) {
				values.put(resolveLocation(tenant, connectorId, field, placed), value);
			}
		}
		return new Placement(placed, values);
	}

	/**
	 * The configuration with the connector's own places named where it leaves a path out
	 * and secrets have been written there: changing a prefix must not lose a key.
	 * @param completed with all that need not be repeated
	 * @param written the paths that the service wrote for the connector
	 */
	public ObjectNode withKnownLocations(TenantId tenant, UUID connectorId, String authType, ObjectNode config,
			JsonNode completed, List<String> written) {
		ObjectNode placed = config.deepCopy();
		this.strategies.find(authType, completed)
			.map((strategy) -> ExtraHeadersDecorator.of(strategy).secretFields(completed))
			.orElse(List.of())
			.stream()
			.filter((field) -> field.findPath(placed).isEmpty())
			.filter((field) -> written.contains(ownPath(tenant, connectorId, field).toString()))
			.forEach((field) -> resolveLocation(tenant, connectorId, field, placed));
		return placed;
	}

	private SecretPath resolveLocation(TenantId tenant, UUID connectorId, SecretField field, ObjectNode config) {
		Optional<String> named = field.findPath(config);
		if (named.isPresent()) {
			return confinePath(tenant, field, named.get());
		}
		SecretPath own = ownPath(tenant, connectorId, field);
		config.withObject(field.pathPointer().head())
			.put(field.pathPointer().last().getMatchingProperty(), own.toString());
		return own;
	}

	private SecretPath ownPath(TenantId tenant, UUID connectorId, SecretField field) {
		return (field.document() == null) ? this.secrets.ownPath(tenant, connectorId, field.credential())
				: this.secrets.ownPath(tenant, connectorId, field.document(), field.credential());
	}

	private SecretPath confinePath(TenantId tenant, SecretField field, String path) {
		try {
			return this.secrets.parsePath(tenant, path);
		}
		catch (InvalidSecretPathException refused) {
			throw SigningCredentials
				.unusableConfigurationException("auth_config" + field.pathPointer() + " " + refused.getMessage());
		}
	}

	/**
	 * Where credentials belong.
	 *
	 * @param authConfig the configuration, naming every place
	 * @param values what is to be written where
	 */
	public record Placement(ObjectNode authConfig, Map<SecretPath, Secret> values) {
	}

}
