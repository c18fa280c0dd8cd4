package io.connectorservice.oauth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.endpoint.FreshSecretRetry;
import io.connectorservice.oauth.endpoint.TokenEndpoint;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.secret.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests session tokens by logging in with other credentials, for services that do not
 * support OAuth 2.
 */
final class SessionLoginTokenSource implements TokenSource {

	private static final long DEFAULT_LIFETIME = 3600;

	private final TokenEndpoint endpoint;

	private final JsonNode config;

	private final FreshSecretRetry<Map<String, Secret>> fields;

	SessionLoginTokenSource(TokenEndpoint endpoint, JsonNode config, Supplier<Map<String, Secret>> fields,
			Supplier<Map<String, Secret>> freshFields) {
		this.endpoint = endpoint;
		this.config = config;
		this.fields = new FreshSecretRetry<>(fields, freshFields);
	}

	@Override
	public boolean canRefresh(StoredTokens stored) {
		return true;
	}

	@Override
	public boolean needsPerson() {
		return false;
	}

	@Override
	public String computeRights() {
		return new GrantTerms(this.config, List.of()).computeFingerprint("login_url", "login_format", "fields");
	}

	@Override
	public TokenResponse requestToken(StoredTokens stored) {
		return this.fields.requestWithRetry(this::logIn);
	}

	private TokenResponse logIn(Map<String, Secret> sent) {
		return this.endpoint.logIn(buildRequest(sent), this.config.path("token_at").asString(""),
				this.config.path("expires_in_at").asString(""),
				Duration.ofSeconds(this.config.path("token_life").asLong(DEFAULT_LIFETIME)));
	}

	private OutboundRequest buildRequest(Map<String, Secret> sent) {
		TargetUrl url = TokenEndpoint.parseEndpointUrl(this.config.path("login_url").asString(""));
		return switch (this.config.path("login_format").asString("json")) {
			case "form" -> TokenEndpoint.createFormRequest(url, buildFormFields(sent));
			case "basic" -> buildBasicRequest(url, sent);
			default -> buildJsonRequest(url, sent);
		};
	}

	private static Map<String, List<String>> buildFormFields(Map<String, Secret> sent) {
		Map<String, List<String>> form = new LinkedHashMap<>();
		sent.forEach((name, value) -> form.put(name, List.of(value.reveal())));
		return form;
	}

	private static OutboundRequest buildJsonRequest(TargetUrl url, Map<String, Secret> sent) {
		ObjectNode body = StrictJson.mapper().createObjectNode();
		sent.forEach((name, value) -> body.put(name, value.reveal()));
		return OutboundRequest.of("POST", url)
			.withHeader("Accept", "application/json")
			.withBody("application/json", body.toString().getBytes(StandardCharsets.UTF_8));
	}

	private static OutboundRequest buildBasicRequest(TargetUrl url, Map<String, Secret> sent) {
		String password = Objects.requireNonNull(sent.get("password")).reveal();
		String pair = Objects.requireNonNull(sent.get("username")).reveal() + ":" + password;
		String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
		return OutboundRequest.of("POST", url)
			.withHeader("Accept", "application/json")
			.withCredentialHeader("Authorization", "Basic " + encoded, List.of(password, encoded));
	}

}
