package io.connectorservice.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.connectorservice.json.JsonSchema;
import io.connectorservice.oauth.OAuthConnections;
import io.connectorservice.oauth.TokenConnection;
import io.connectorservice.oauth.TokenManager;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import io.connectorservice.secret.Secret;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with a token that a login with other credentials brings, kept and renewed as
 * OAuth 2 tokens are.
 */
@Component
final class SessionLoginAuthStrategy implements AuthStrategy {

	private static final String FIELDS = "fields";

	private static final String LITERAL = "value";

	private final JsonSchema configuration = JsonSchema.resource("auth/session_login.schema.json");

	private final OAuthConnections connections;

	private final TokenManager tokens;

	private final EndpointFaults endpoints;

	SessionLoginAuthStrategy(OAuthConnections connections, TokenManager tokens, EndpointFaults endpoints) {
		this.connections = connections;
		this.tokens = tokens;
		this.endpoints = endpoints;
	}

	@Override
	public String name() {
		return OAuthConnections.SESSION_LOGIN;
	}

	@Override
	public JsonSchema configuration() {
		return this.configuration;
	}

	@Override
	public List<Fault> faults(JsonNode config) {
		List<Fault> faults = new ArrayList<>(this.endpoints.of(config, "login_url"));
		SignedHeaders.fault(config.path("token_header").asString("Authorization"), "any")
			.ifPresent((reason) -> faults.add(new Fault("/token_header", reason)));
		boolean basic = "basic".equals(config.path("login_format").asString(""));
		if (basic && !(config.path(FIELDS).has("username") && config.path(FIELDS).has("password"))) {
			faults.add(new Fault("/fields", "must hold username and password for a login by HTTP Basic"));
		}
		return faults;
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return config.path(FIELDS)
			.properties()
			.stream()
			.filter((field) -> !field.getValue().has(LITERAL))
			.map((field) -> secretField(field.getKey(), field.getValue()))
			.toList();
	}

	private static SecretField secretField(String name, JsonNode described) {
		return SecretField.of(described.path("credential").asString(name),
				JsonPointer.empty().appendProperty(FIELDS).appendProperty(name).appendProperty("vault_path"));
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		TokenConnection connection = this.connections.sessionLogin(credentials.tenant(), credentials.connectorId(),
				credentials.config(), () -> sent(credentials, credentials::peek),
				() -> sent(credentials, credentials::peekFresh));
		return BearerTokens.sign(request, credentials, connection, this.tokens);
	}

	private static Map<String, Secret> sent(Credentials credentials, Function<SecretField, Secret> read) {
		Map<String, Secret> sent = new LinkedHashMap<>();
		credentials.config()
			.path(FIELDS)
			.properties()
			.forEach((field) -> sent.put(field.getKey(),
					field.getValue().has(LITERAL) ? Secret.of(field.getValue().path(LITERAL).asString(""))
							: read.apply(secretField(field.getKey(), field.getValue()))));
		return sent;
	}

}
