package io.connectorservice.auth.strategy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.CredentialHeader;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.TokenContext;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import io.connectorservice.secret.Secret;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with a token obtained by a login with other credentials; it is stored and
 * refreshed like OAuth 2 tokens.
 */
@Component
final class SessionLoginAuthStrategy implements AuthStrategy {

	private static final String FIELDS = "fields";

	private static final String LITERAL = "value";

	private final JsonSchema configuration = JsonSchema.fromClasspath("auth/session_login.schema.json");

	private final ConnectionStatusService connections;

	private final ManagedTokenSigner signer;

	private final EndpointValidator endpoints;

	SessionLoginAuthStrategy(ConnectionStatusService connections, ManagedTokenSigner signer,
			EndpointValidator endpoints) {
		this.connections = connections;
		this.signer = signer;
		this.endpoints = endpoints;
	}

	@Override
	public String name() {
		return ConnectionStatusService.SESSION_LOGIN;
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<Fault> findFaults(JsonNode config) {
		List<Fault> faults = new ArrayList<>(this.endpoints.findFaults(config, "login_url"));
		new CredentialHeader(config.path("token_header").asString("Authorization")).findFault("any")
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
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		TokenContext connection = this.connections.createSessionLoginContext(signingCredentials.tenant(),
				signingCredentials.connectorId(), signingCredentials.config(),
				() -> collectLoginFields(signingCredentials, signingCredentials::peek),
				() -> collectLoginFields(signingCredentials, signingCredentials::peekFresh));
		return this.signer.sign(request, signingCredentials, connection);
	}

	private static Map<String, Secret> collectLoginFields(SigningCredentials signingCredentials,
			Function<SecretField, Secret> read) {
		Map<String, Secret> sent = new LinkedHashMap<>();
		signingCredentials.config()
			.path(FIELDS)
			.properties()
			.forEach((field) -> sent.put(field.getKey(),
					field.getValue().has(LITERAL) ? Secret.of(field.getValue().path(LITERAL).asString(""))
							: read.apply(secretField(field.getKey(), field.getValue()))));
		return sent;
	}

}
