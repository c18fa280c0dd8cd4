package io.connectorservice.oauth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An {@code auth_config} of type oauth2, as its fields are read.
 *
 * @param json of the right shape
 * @param scopes what the connector asks for
 */
record OAuthConfig(JsonNode json, List<String> scopes) {

	static final String CLIENT_ID = "client_id";

	static final String CLIENT_ID_PATH = "client_id_vault_path";

	static final String CLIENT_SECRET_PATH = "client_secret_vault_path";

	static final String PRIVATE_KEY_PATH = "private_key_vault_path";

	static final String ACCESS_TOKEN_PATH = "access_token_vault_path";

	static final String REFRESH_TOKEN_PATH = "refresh_token_vault_path";

	enum Grant {

		AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN

	}

	enum ClientAuthMethod {

		CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, PRIVATE_KEY_JWT, NONE

	}

	Grant grant() {
		return Grant.valueOf(text("grant_type").orElse("authorization_code").toUpperCase(Locale.ROOT));
	}

	/** As configured; else by what secrets there are (RFC 8414: basic is the default). */
	ClientAuthMethod authMethod() {
		String otherwise = has(PRIVATE_KEY_PATH) ? "private_key_jwt"
				: has(CLIENT_SECRET_PATH) ? "client_secret_basic" : "none";
		return ClientAuthMethod.valueOf(text("token_endpoint_auth_method").orElse(otherwise).toUpperCase(Locale.ROOT));
	}

	String tokenUrl() {
		return require("token_url");
	}

	/** Where tokens are renewed: at the token endpoint, for all but a few providers. */
	String refreshUrl() {
		return text("refresh_url").orElseGet(this::tokenUrl);
	}

	/**
	 * Error codes of this provider, beyond the usual, that tell of a grant that is gone.
	 */
	List<String> reauthorizationErrors() {
		return this.json.path("reauthorization_errors").valueStream().map((code) -> code.asString("")).toList();
	}

	String authUrl() {
		return require("auth_url");
	}

	Optional<String> revocationUrl() {
		return text("revocation_url");
	}

	Optional<String> redirectUri() {
		return text("redirect_uri");
	}

	Optional<String> issuer() {
		return text("issuer");
	}

	Optional<String> clientId() {
		return text(CLIENT_ID);
	}

	Optional<String> keyId() {
		return text("key_id");
	}

	/** The scopes as this provider wants them joined. */
	@Nullable String scope() {
		return this.scopes.isEmpty() ? null : String.join(text("scope_separator").orElse(" "), this.scopes);
	}

	Optional<String> audience() {
		return text("audience");
	}

	List<String> resources() {
		JsonNode resource = this.json.path("resource");
		return resource.isArray() ? resource.valueStream().map((one) -> one.asString("")).toList()
				: text("resource").stream().toList();
	}

	/** Whether the token endpoint takes JSON in place of a form. */
	boolean asksInJson() {
		return text("token_request_format").filter("json"::equals).isPresent();
	}

	/** Where in the token endpoint's answer the tokens are nested. */
	Optional<String> answerPath() {
		return text("token_answer_path");
	}

	Map<String, String> authorizationParams() {
		return params("authorization_params");
	}

	Map<String, String> tokenParams() {
		return params("token_params");
	}

	private Map<String, String> params(String field) {
		Map<String, String> params = new LinkedHashMap<>();
		this.json.path(field)
			.propertyStream()
			.forEach((entry) -> params.put(entry.getKey(), entry.getValue().asString("")));
		return params;
	}

	boolean has(String field) {
		return text(field).isPresent();
	}

	Optional<String> text(String field) {
		return this.json.path(field).stringValueOpt();
	}

	private String require(String field) {
		return text(field).orElseThrow(() -> ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
				"The saved configuration cannot be used: auth_config names no " + field + "."));
	}

}
