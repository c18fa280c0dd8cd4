package io.connectorservice.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.catalog.entry.AuthMethod;
import io.connectorservice.catalog.entry.ConnectionValue;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.catalog.entry.Templates;
import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A connector's configuration completed with the catalog entry of its service; the
 * tenant's values take precedence over the entry's.
 */
public final class EffectiveConfiguration {

	private final @Nullable KnownService service;

	private final @Nullable AuthMethod authMethod;

	private final List<AuthMethod> matchingMethods;

	private final JsonNode given;

	private final List<String> givenScopes;

	private final Templates templates;

	private final @Nullable OAuthAppUse appUse;

	private final boolean usesApp;

	private EffectiveConfiguration(@Nullable KnownService service, List<AuthMethod> matchingMethods, JsonNode given,
			List<String> givenScopes, Templates templates, @Nullable OAuthAppUse appUse) {
		this.appUse = appUse;
		this.usesApp = appUse != null && appUse.findObstacles().isEmpty();
		this.service = service;
		this.matchingMethods = matchingMethods;
		this.authMethod = matchingMethods.isEmpty() ? null : matchingMethods.getFirst();
		this.given = given;
		this.givenScopes = givenScopes;
		this.templates = templates;
	}

	/**
	 * Completes a configuration.
	 * @param service the catalog entry; empty if the service is not in the catalog
	 * @param given the tenant's {@code auth_config}
	 * @param connectionData the values stored when its connection was authorized
	 */
	public static EffectiveConfiguration of(Optional<KnownService> service, String authType, JsonNode given,
			List<String> scopes, @Nullable JsonNode metadata, @Nullable JsonNode connectionData) {
		JsonNode values = mergeValues(metadata, connectionData);
		return new EffectiveConfiguration(service.orElse(null),
				service.map((known) -> known.findAuthMethods(authType, given)).orElse(List.of()), given, scopes,
				service.map((known) -> known.createTemplates(values)).orElseGet(() -> new Templates(Map.of(), values)),
				null);
	}

	/**
	 * Adds the operator's OAuth app to a configuration without a client of its own.
	 * @param apps finds the app of a service
	 * @param apiServer the server of the tenant's API description
	 */
	public EffectiveConfiguration withApp(OAuthApps apps, @Nullable JsonNode apiServer) {
		if (this.service == null || this.authMethod == null || OAuthAppUse.hasOwnClient(this.given)
				|| !OAuthAppUse.isPossible(this.service, this.authMethod)) {
			return this;
		}
		KnownService known = this.service;
		AuthMethod method = this.authMethod;
		return apps.find(known.name())
			.map((app) -> new EffectiveConfiguration(known, this.matchingMethods, this.given, this.givenScopes,
					this.templates,
					new OAuthAppUse(app, known, method, this.given, this.givenScopes, this.templates, apiServer)))
			.orElse(this);
	}

	/** The operator's OAuth app, if the connector uses it. */
	public Optional<OAuthApp> oauthApp() {
		return findAppUse().map(OAuthAppUse::app);
	}

	private Optional<OAuthAppUse> findAppUse() {
		return Optional.ofNullable(this.appUse).filter((_) -> this.usesApp);
	}

	/**
	 * Finds the faults of a connector that would use the operator's OAuth app, as it has
	 * no client of its own.
	 */
	public List<Fault> findAppFaults() {
		return (this.appUse == null) ? List.of() : this.appUse.findFaults();
	}

	// the tenant's own values take precedence
	private static @Nullable JsonNode mergeValues(@Nullable JsonNode metadata, @Nullable JsonNode connectionData) {
		if (!(connectionData instanceof ObjectNode data)) {
			return metadata;
		}
		ObjectNode all = data.deepCopy();
		if (metadata instanceof ObjectNode own) {
			all.setAll(own);
		}
		return all;
	}

	/**
	 * The values of a new connection that are stored as plain data, by the names under
	 * which they are stored.
	 */
	public Map<String, ConnectionValue> connectionData() {
		return (this.authMethod == null) ? Map.of() : this.authMethod.connectionData();
	}

	/** The service's catalog entry. */
	public Optional<KnownService> service() {
		return Optional.ofNullable(this.service);
	}

	public JsonNode authConfig() {
		return findAppUse().<JsonNode>map(OAuthAppUse::completeConfig).orElseGet(this::completeOwnConfig);
	}

	private JsonNode completeOwnConfig() {
		return (this.authMethod == null) ? this.given : this.authMethod.completeConfig(this.given, this.templates);
	}

	public List<String> scopes() {
		return findAppUse().map(OAuthAppUse::resolveScopes).orElseGet(this::resolveOwnScopes);
	}

	private List<String> resolveOwnScopes() {
		return (this.authMethod != null && this.givenScopes.isEmpty()) ? this.authMethod.defaultScopes()
				: this.givenScopes;
	}

	/**
	 * Whether the provider accepts PKCE's parameters; true unless the catalog says
	 * otherwise.
	 */
	public boolean supportsPkce() {
		return this.authMethod == null || this.authMethod.supportsPkce();
	}

	/**
	 * Reasons why the connection would end when its first access token expires, as far as
	 * the catalog knows.
	 */
	public List<String> offlineWarnings() {
		return (this.authMethod == null) ? List.of()
				: new OfflineAccess(this.authMethod, authConfig(), scopes()).findWarnings();
	}

	/**
	 * The service's base URL for the connector's auth method; empty if the service is not
	 * in the catalog.
	 * @throws UnfilledVariableException if the tenant's metadata lacks a variable of the
	 * URL
	 */
	public Optional<String> resolveBaseUrl() {
		return findBaseUrlTemplate().map(this.templates::fill);
	}

	private Optional<String> findBaseUrlTemplate() {
		return Optional.ofNullable(this.authMethod)
			.map(AuthMethod::baseUrl)
			.or(() -> Optional.ofNullable(this.service).map(KnownService::baseUrl));
	}

	/** The headers that the catalog adds to every call. */
	public Map<String, String> resolveHeaders() {
		return (this.service == null) ? Map.of() : fillAll(this.service.headers());
	}

	/** The query parameters that the catalog adds to every call. */
	public Map<String, String> resolveQuery() {
		return (this.service == null) ? Map.of() : fillAll(this.service.query());
	}

	private Map<String, String> fillAll(Map<String, String> values) {
		Map<String, String> all = new LinkedHashMap<>();
		values.forEach((name, value) -> all.put(name, this.templates.fill(value)));
		return all;
	}

	/**
	 * Finds variables that the catalog entry requires and the tenant's metadata lacks.
	 */
	public List<Fault> findFaults() {
		List<Fault> faults = new ArrayList<>();
		if (this.authMethod != null) {
			this.authMethod.findUnfilledVariable(this.given, this.templates)
				.map(UnfilledVariableException::toFault)
				.ifPresent(faults::add);
		}
		try {
			resolveHeaders();
			resolveQuery();
		}
		catch (UnfilledVariableException unfilled) {
			faults.add(unfilled.toFault());
		}
		return faults.stream().distinct().toList();
	}

	/**
	 * The reason why the entry's form does not accept a secret; empty if it does. The
	 * text does not contain the secret.
	 */
	public Optional<String> findCredentialFault(String credential, String value) {
		return Optional.ofNullable(this.authMethod)
			.map((known) -> known.credentials().get(credential))
			.flatMap((field) -> field.findFault(value));
	}

	/**
	 * Describes the auth methods that the service offers; empty if the connector uses one
	 * of them.
	 */
	public Optional<String> describeAlternativeAuthMethods() {
		return (this.authMethod != null) ? Optional.empty()
				: service().map((known) -> KnownService.describeAuthMethods(known.ways()));
	}

	/**
	 * Describes the auth methods that match the connector's configuration; empty unless
	 * there are several.
	 */
	public Optional<String> describeAmbiguousAuthMethods() {
		return (this.matchingMethods.size() < 2) ? Optional.empty()
				: Optional.of(KnownService.describeAuthMethods(this.matchingMethods));
	}

	/**
	 * The fields of {@code auth_config} that come from the catalog entry; the tenant
	 * cannot fix faults in them.
	 */
	public Set<String> fieldsOfEntry() {
		if (this.authMethod == null) {
			return Set.of();
		}
		Set<String> names = new HashSet<>(this.authMethod.config().propertyNames());
		names.removeAll(this.given.propertyNames());
		findAppUse().ifPresent((use) -> names.addAll(use.fieldsOfApp()));
		return names;
	}

}
