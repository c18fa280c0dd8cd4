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
 * Checks {@code auth_config} when it is saved, and determines the secret paths under
 * which a caller's credentials are stored.
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
	 * Finds all faults of an {@code auth_config}, with pointers from the root of the
	 * request body.
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

	// "strategy" selects the strategy; the strategy's own schema does not contain it
	private static JsonNode ownPart(String authType, JsonNode config) {
		return (AuthStrategies.isCustom(authType) && config instanceof ObjectNode object)
				? object.deepCopy().without("strategy") : config;
	}

	private List<Fault> findFaults(TenantId tenant, AuthStrategy strategy, JsonNode config) {
		ExtraHeadersDecorator decorated = ExtraHeadersDecorator.of(strategy);
		List<Fault> faults = new ArrayList<>(decorated.findFaults(config));
		if (faults.isEmpty()) {
			decorated.secretFields(config)
				.forEach((field) -> findPathFault(tenant, field, config).ifPresent(faults::add));
		}
		return faults;
	}

	// without a configured path, the credential's name becomes part of the path and must
	// be valid there
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
			return Optional.of(given.isPresent() ? new Fault(field.pathPointer().toString(), refused.getMessage())
					: new Fault(field.pathPointer().head().toString(),
							"needs a credential whose name is made of letters, digits and _ . - (not of dots alone)"));
		}
	}

	/**
	 * Returns the credentials without whitespace pasted around them, and with private
	 * keys extracted from service account files.
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
	 * Finds credentials that the configuration does not use, and values that could never
	 * work.
	 * @param credentials as returned by {@link #cleanCredentials}
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
					"is not used by this connector's signing strategy, which uses " + String.join(", ", used)))
			.toList();
	}

	/**
	 * Determines the secret path of each credential: the one that {@code auth_config}
	 * names already, otherwise one under the connector's own path, which is then added to
	 * {@code auth_config}.
	 * @param config the tenant's {@code auth_config}
	 * @param completed with all that need not be repeated
	 * @param credentials credentials that the configuration uses
	 */
	public Placement locateCredentials(TenantId tenant, UUID connectorId, String authType, ObjectNode config,
			JsonNode completed, Map<String, Secret> credentials) {
		List<SecretField> fields = this.strategies.find(authType, completed)
			.map((strategy) -> ExtraHeadersDecorator.of(strategy).secretFields(completed))
			.orElseThrow(() -> ProblemException.invalid(List.of(unknownStrategyFault(authType))));
		ObjectNode located = config.deepCopy();
		Map<SecretPath, Secret> values = new LinkedHashMap<>();
		for (SecretField field : fields) {
			Secret value = credentials.get(field.credential());
			if (value != null) {
				values.put(resolveLocation(tenant, connectorId, field, located), value);
			}
		}
		return new Placement(located, values);
	}

	/**
	 * Returns the configuration with the connector's own secret paths added if it omits a
	 * path under which this service has stored a secret: changing a prefix, for example,
	 * must not lose a key.
	 * @param completed with all that need not be repeated
	 * @param written the paths under which this service stored secrets for the connector
	 */
	public ObjectNode withKnownLocations(TenantId tenant, UUID connectorId, String authType, ObjectNode config,
			JsonNode completed, List<String> written) {
		ObjectNode located = config.deepCopy();
		this.strategies.find(authType, completed)
			.map((strategy) -> ExtraHeadersDecorator.of(strategy).secretFields(completed))
			.orElse(List.of())
			.stream()
			.filter((field) -> field.findPath(located).isEmpty())
			.filter((field) -> written.contains(ownPath(tenant, connectorId, field).toString()))
			.forEach((field) -> resolveLocation(tenant, connectorId, field, located));
		return located;
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
	 * The secret paths of credentials.
	 *
	 * @param authConfig the configuration with every path in it
	 * @param values the secrets to store by path
	 */
	public record Placement(ObjectNode authConfig, Map<SecretPath, Secret> values) {
	}

}
