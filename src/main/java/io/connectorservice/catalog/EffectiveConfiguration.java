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
 * A connector's configuration together with what the catalog knows of its service: what
 * the tenant gives wins, and what the entry gives need not be repeated.
 */
public final class EffectiveConfiguration {

	private final @Nullable KnownService service;

	private final @Nullable AuthMethod way;

	private final List<AuthMethod> possible;

	private final JsonNode given;

	private final List<String> givenScopes;

	private final Templates templates;

	private EffectiveConfiguration(@Nullable KnownService service, List<AuthMethod> possible, JsonNode given,
			List<String> givenScopes, Templates templates) {
		this.service = service;
		this.possible = possible;
		this.way = possible.isEmpty() ? null : possible.getFirst();
		this.given = given;
		this.givenScopes = givenScopes;
		this.templates = templates;
	}

	/**
	 * Completes a configuration.
	 * @param service what the catalog knows; nothing where it does not know it
	 * @param given the tenant's {@code auth_config}
	 * @param connectionData what came with its connection
	 */
	public static EffectiveConfiguration of(Optional<KnownService> service, String authType, JsonNode given,
			List<String> scopes, @Nullable JsonNode metadata, @Nullable JsonNode connectionData) {
		JsonNode values = mergeValues(metadata, connectionData);
		return new EffectiveConfiguration(service.orElse(null),
				service.map((known) -> known.findAuthMethods(authType, given)).orElse(List.of()), given, scopes,
				service.map((known) -> known.createTemplates(values)).orElseGet(() -> new Templates(Map.of(), values)));
	}

	// what the tenant says itself wins
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

	/** What of a connection is kept in the open, by the names that it is kept by. */
	public Map<String, ConnectionValue> connectionData() {
		return (this.way == null) ? Map.of() : this.way.connectionData();
	}

	/** What the catalog knows of the service. */
	public Optional<KnownService> service() {
		return Optional.ofNullable(this.service);
	}

	public JsonNode authConfig() {
		return (this.way == null) ? this.given : this.way.completeConfig(this.given, this.templates);
	}

	public List<String> scopes() {
		return (this.way != null && this.givenScopes.isEmpty()) ? this.way.defaultScopes() : this.givenScopes;
	}

	/** Whether the provider takes PKCE's parameters; nobody but the catalog says not. */
	public boolean supportsPkce() {
		return this.way == null || this.way.supportsPkce();
	}

	/** Why the connection would end with its first access token, as far as is known. */
	public List<String> offlineWarnings() {
		return (this.way == null) ? List.of() : OfflineAccess.findWarnings(this.way, authConfig(), scopes());
	}

	/**
	 * The service's base URL for calls that are signed in this way; empty where the
	 * service is not known.
	 * @throws UnfilledVariableException where the tenant did not give what the address
	 * needs
	 */
	public Optional<String> resolveBaseUrl() {
		return findBaseUrlTemplate().map(this.templates::fill);
	}

	private Optional<String> findBaseUrlTemplate() {
		return Optional.ofNullable(this.way)
			.map(AuthMethod::baseUrl)
			.or(() -> Optional.ofNullable(this.service).map(KnownService::baseUrl));
	}

	/** Headers of every call. */
	public Map<String, String> resolveHeaders() {
		return (this.service == null) ? Map.of() : fillAll(this.service.headers());
	}

	/** Query parameters of every call. */
	public Map<String, String> resolveQuery() {
		return (this.service == null) ? Map.of() : fillAll(this.service.query());
	}

	private Map<String, String> fillAll(Map<String, String> values) {
		Map<String, String> all = new LinkedHashMap<>();
		values.forEach((name, value) -> all.put(name, this.templates.fill(value)));
		return all;
	}

	/** What the entry asks of the tenant and did not get. */
	public List<Fault> findFaults() {
		List<Fault> faults = new ArrayList<>();
		if (this.way != null) {
			this.way.findUnfilledVariable(this.given, this.templates)
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
	 * Why a secret is not what the entry's form takes; empty where it may be. What the
	 * secret holds is not told.
	 */
	public Optional<String> findCredentialFault(String credential, String value) {
		return Optional.ofNullable(this.way)
			.map((known) -> known.credentials().get(credential))
			.flatMap((field) -> field.findFault(value));
	}

	/** The ways that the service offers, where the connector's is none of them. */
	public Optional<String> describeAlternativeAuthMethods() {
		return (this.way != null) ? Optional.empty()
				: service().map((known) -> KnownService.describeAuthMethods(known.ways()));
	}

	/** The ways among which the connector does not say which it means. */
	public Optional<String> describeAmbiguousAuthMethods() {
		return (this.possible.size() < 2) ? Optional.empty()
				: Optional.of(KnownService.describeAuthMethods(this.possible));
	}

	/**
	 * The fields of {@code auth_config} that are the entry's: not for the tenant to mend.
	 */
	public Set<String> fieldsOfEntry() {
		if (this.way == null) {
			return Set.of();
		}
		Set<String> names = new HashSet<>(this.way.config().propertyNames());
		names.removeAll(this.given.propertyNames());
		return names;
	}

}
