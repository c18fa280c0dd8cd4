package io.connectorservice.oauth.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Typed access to an {@code auth_config} of type oauth2.
 *
 * @param json the {@code auth_config}, already valid against its schema
 * @param scopes the scopes that the connector requests
 * @param app the operator's OAuth app, if the connector uses it; {@code json} then holds
 * the app's client id and the endpoints of the catalog
 */
public record OAuthConfig(JsonNode json, List<String> scopes, @Nullable OAuthApp app) {

	static final String CLIENT_ID = "client_id";

	static final String CLIENT_ID_PATH = "client_id_vault_path";

	static final String CLIENT_SECRET_PATH = "client_secret_vault_path";

	static final String PRIVATE_KEY_PATH = "private_key_vault_path";

	public static final String ACCESS_TOKEN_PATH = "access_token_vault_path";

	public static final String REFRESH_TOKEN_PATH = "refresh_token_vault_path";

	/** The configuration of a connector with a client of its own. */
	public OAuthConfig(JsonNode json, List<String> scopes) {
		this(json, scopes, null);
	}

	/** The name of the operator's OAuth app that the connector uses. */
	public Optional<String> appName() {
		return Optional.ofNullable(this.app).map(OAuthApp::serviceName);
	}

	public enum Grant {

		AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN

	}

	enum ClientAuthMethod {

		CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, PRIVATE_KEY_JWT, NONE

	}

	public Grant grantType() {
		return Grant.valueOf(findText("grant_type").orElse("authorization_code").toUpperCase(Locale.ROOT));
	}

	/**
	 * The configured method; otherwise derived from the secrets that are configured (RFC
	 * 8414: basic is the default).
	 */
	ClientAuthMethod authMethod() {
		String otherwise = has(PRIVATE_KEY_PATH) ? "private_key_jwt"
				: has(CLIENT_SECRET_PATH) ? "client_secret_basic" : "none";
		return ClientAuthMethod
			.valueOf(findText("token_endpoint_auth_method").orElse(otherwise).toUpperCase(Locale.ROOT));
	}

	public String tokenUrl() {
		return requireText("token_url");
	}

	/** The URL for refreshes, which is the token endpoint for all but a few providers. */
	String refreshUrl() {
		return findText("refresh_url").orElseGet(this::tokenUrl);
	}

	/** Further error codes with which this provider says that a grant has ended. */
	List<String> reauthorizationErrors() {
		return this.json.path("reauthorization_errors").valueStream().map((code) -> code.asString("")).toList();
	}

	public String authUrl() {
		return requireText("auth_url");
	}

	public Optional<String> revocationUrl() {
		return findText("revocation_url");
	}

	public Optional<String> redirectUri() {
		return findText("redirect_uri");
	}

	public Optional<String> issuer() {
		return findText("issuer");
	}

	Optional<String> clientId() {
		return findText(CLIENT_ID);
	}

	public Optional<String> keyId() {
		return findText("key_id");
	}

	/** The scopes, joined with this provider's separator. */
	public @Nullable String joinScopes() {
		return this.scopes.isEmpty() ? null : String.join(findText("scope_separator").orElse(" "), this.scopes);
	}

	public Optional<String> audience() {
		return findText("audience");
	}

	public List<String> resources() {
		JsonNode resource = this.json.path("resource");
		return resource.isArray() ? resource.valueStream().map((one) -> one.asString("")).toList()
				: findText("resource").stream().toList();
	}

	/** Whether the token endpoint expects JSON instead of a form. */
	boolean asksInJson() {
		return findText("token_request_format").filter("json"::equals).isPresent();
	}

	/** The field of the token response under which the tokens are nested. */
	public Optional<String> answerPath() {
		return findText("token_answer_path");
	}

	public Map<String, String> authorizationParams() {
		return readParams("authorization_params");
	}

	Map<String, String> tokenParams() {
		return readParams("token_params");
	}

	private Map<String, String> readParams(String field) {
		Map<String, String> params = new LinkedHashMap<>();
		this.json.path(field)
			.propertyStream()
			.forEach((entry) -> params.put(entry.getKey(), entry.getValue().asString("")));
		return params;
	}

	boolean has(String field) {
		return findText(field).isPresent();
	}

	public Optional<String> findText(String field) {
		return this.json.path(field).stringValueOpt();
	}

	private String requireText(String field) {
		return findText(field).orElseThrow(() -> ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
				"The saved configuration cannot be used: auth_config names no " + field + "."));
	}

}
