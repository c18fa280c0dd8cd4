package io.connectorservice.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.catalog.OAuthApp.SecretKind;
import io.connectorservice.catalog.entry.AuthMethod;
import io.connectorservice.catalog.entry.HostAnchor;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.catalog.entry.Templates;
import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The use of the operator's OAuth app by a connector without a client of its own. All
 * endpoints come from the catalog entry: a connector that sets anything that could lead
 * the app's secret or a token elsewhere has faults, and does not use the app.
 *
 * @param given the tenant's {@code auth_config}
 * @param givenScopes the scopes that the connector names
 * @param templates fills the entry's templates with the tenant's values
 * @param apiServer the server of the tenant's API description
 */
record OAuthAppUse(OAuthApp app, KnownService service, AuthMethod method, JsonNode given, List<String> givenScopes,
		Templates templates, @Nullable JsonNode apiServer) {

	private static final String OAUTH2 = "oauth2";

	private static final String AUTH_METHOD = "token_endpoint_auth_method";

	private static final String CODE = "authorization_code";

	private static final String CLIENT_CREDENTIALS = "client_credentials";

	// everything else in auth_config is the operator's or the catalog's
	private static final Set<String> ALLOWED = Set.of("grant_type", "access_token_vault_path",
			"refresh_token_vault_path", "token_answer_path", "extra_headers");

	private static final List<String> ENDPOINTS = List.of("auth_url", "token_url", "refresh_url", "revocation_url");

	private static final List<String> SHARED_SECRET_METHODS = List.of("client_secret_basic", "client_secret_post");

	/** Whether a connector has a client of its own. */
	static boolean hasOwnClient(JsonNode given) {
		return Stream.of("client_id", "client_id_vault_path").anyMatch((field) -> isSet(given.path(field)));
	}

	private static boolean isSet(JsonNode value) {
		return !value.isMissingNode() && !value.isNull();
	}

	/** Whether an app can be used with an auth method, whatever tenants fill in. */
	static boolean isPossible(KnownService service, AuthMethod method) {
		return method.authType().equals(OAUTH2)
				&& listUrls(service, method).allMatch((url) -> new HostAnchor(url, service.variables()).isUsable());
	}

	private static Stream<String> listUrls(KnownService service, AuthMethod method) {
		return Stream.concat(
				ENDPOINTS.stream().map((field) -> method.config().path(field).asString("")).filter((u) -> !u.isEmpty()),
				Stream.of(resolveBaseUrl(service, method)));
	}

	private static String resolveBaseUrl(KnownService service, AuthMethod method) {
		return (method.baseUrl() != null) ? method.baseUrl() : service.baseUrl();
	}

	/** Whether the app offers the grant of an auth method. */
	static boolean permitsGrant(OAuthApp app, KnownService service, AuthMethod method, JsonNode given) {
		String grant = given.path("grant_type").asString(method.config().path("grant_type").asString(CODE));
		boolean named = app.grantTypes().contains(grant);
		// without consent, a tenant could name another customer's account
		boolean chosen = grant.equals(CLIENT_CREDENTIALS)
				&& new HostAnchor(method.config().path("token_url").asString(""), service.variables()).isOpen();
		return named || (app.grantTypes().isEmpty() && !chosen);
	}

	/** Finds everything that is refused when the connector is saved. */
	List<Fault> findFaults() {
		return Stream.concat(findObstacles().stream(), findScopeFault().stream()).toList();
	}

	/**
	 * Finds everything that keeps the connector from using the app. Scopes do not: if the
	 * operator limits them later, only the others are requested from then on.
	 */
	List<Fault> findObstacles() {
		List<Fault> faults = new ArrayList<>();
		this.given.properties()
			.stream()
			.filter((field) -> !ALLOWED.contains(field.getKey()) && isSet(field.getValue()))
			.forEach((field) -> faults.add(new Fault("/auth_config/" + escape(field.getKey()), describeOverride())));
		findGrantFault().ifPresent(faults::add);
		findServerFault().ifPresent(faults::add);
		listUrls(this.service, this.method)
			.flatMap(
					(url) -> new HostAnchor(url, this.service.variables()).findRefusedVariable(this.templates).stream())
			.distinct()
			.map((name) -> new Fault("/metadata/" + escape(name),
					"leads to a host for which the operator's OAuth app is not meant"))
			.forEach(faults::add);
		return faults;
	}

	private static String escape(String name) {
		return name.replace("~", "~0").replace("/", "~1");
	}

	private String describeOverride() {
		return "cannot be set for the operator's OAuth app " + this.app.serviceName()
				+ ": leave it out, or use a client of your own by its client_id";
	}

	private Optional<Fault> findGrantFault() {
		return permitsGrant(this.app, this.service, this.method, this.given) ? Optional.empty()
				: Optional.of(new Fault("/auth_config/grant_type",
						"is not offered by the operator's OAuth app: use a client of your own by its client_id"));
	}

	private Optional<Fault> findServerFault() {
		JsonNode server = this.apiServer;
		if (server == null || !isSet(server.path("url")) || isCatalogBaseUrl(server)) {
			return Optional.empty();
		}
		return Optional.of(new Fault("/api_spec/servers/0/url",
				describeOverride() + "; the base URL is " + resolveBaseUrl(this.service, this.method)));
	}

	private boolean isCatalogBaseUrl(JsonNode server) {
		try {
			String own = Templates.ofServer(server, this.templates.metadata()).fill(server.path("url").asString(""));
			return own.equals(this.templates.fill(resolveBaseUrl(this.service, this.method)));
		}
		catch (UnfilledVariableException _) {
			return false;
		}
	}

	private Optional<Fault> findScopeFault() {
		return (this.app.scopes().isEmpty() || this.app.scopes().containsAll(this.givenScopes)) ? Optional.empty()
				: Optional.of(new Fault("/scopes",
						"may contain only those of the operator's OAuth app: " + String.join(", ", this.app.scopes())));
	}

	/** The scopes that the connector requests. */
	List<String> resolveScopes() {
		if (this.app.scopes().isEmpty()) {
			return this.givenScopes.isEmpty() ? this.method.defaultScopes() : this.givenScopes;
		}
		List<String> offered = this.givenScopes.stream().filter(this.app.scopes()::contains).toList();
		return offered.isEmpty() ? this.app.scopes() : offered;
	}

	/** Builds the {@code auth_config} from the catalog and the app. */
	ObjectNode completeConfig() {
		ObjectNode own = this.method.config().objectNode();
		this.given.properties()
			.stream()
			.filter((field) -> ALLOWED.contains(field.getKey()))
			.forEach((field) -> own.set(field.getKey(), field.getValue()));
		ObjectNode all = this.method.completeConfig(own, this.templates);
		String catalogMethod = all.path(AUTH_METHOD).asString("");
		this.app.config().properties().forEach((field) -> setOrMerge(all, field.getKey(), field.getValue()));
		if (!this.app.config().has(AUTH_METHOD)) {
			all.put(AUTH_METHOD, chooseAuthMethod(catalogMethod));
		}
		return all;
	}

	private static void setOrMerge(ObjectNode into, String name, JsonNode value) {
		if (value instanceof ObjectNode more && into.get(name) instanceof ObjectNode params) {
			params.setAll(more);
		}
		else {
			into.set(name, value.deepCopy());
		}
	}

	private String chooseAuthMethod(String ofCatalog) {
		return switch (this.app.secretKind()) {
			case CLIENT_SECRET -> SHARED_SECRET_METHODS.contains(ofCatalog) ? ofCatalog : SHARED_SECRET_METHODS.get(0);
			case PRIVATE_KEY -> "private_key_jwt";
			case NONE -> "none";
		};
	}

	/** The fields that do not come from the tenant. */
	Set<String> fieldsOfApp() {
		return Stream.concat(this.app.config().propertyNames().stream(), Stream.of(AUTH_METHOD))
			.collect(Collectors.toSet());
	}

}
