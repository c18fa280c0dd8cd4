package io.connectorservice.auth.strategy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SecretUse;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.secret.Secret;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with a user name and a password (RFC 7617), in UTF-8.
 */
@Component
final class BasicAuthStrategy implements AuthStrategy {

	private static final SecretField USERNAME = SecretField.of("username", "username_vault_path")
		.withUse(SecretUse.USER_NAME);

	private static final SecretField PASSWORD = SecretField.of("password", "password_vault_path")
		.withUse(SecretUse.PASSWORD);

	private static final String PLACEHOLDER = "placeholder_password";

	private final JsonSchema configuration = JsonSchema.fromClasspath("auth/basic.schema.json");

	@Override
	public String name() {
		return "basic";
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return config.has(PLACEHOLDER) ? List.of(USERNAME) : List.of(USERNAME, PASSWORD);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		Optional<String> secretName = signingCredentials.find(USERNAME).map(Secret::reveal);
		String username = secretName.or(() -> literalName(signingCredentials.config()))
			.orElseGet(() -> signingCredentials.require(USERNAME).reveal());
		Optional<String> placeholder = signingCredentials.config().path(PLACEHOLDER).stringValueOpt();
		String password = placeholder.orElseGet(() -> signingCredentials.require(PASSWORD).reveal());
		String pair = encode(username + ":" + password);
		List<String> sensitive = new ArrayList<>(List.of(pair));
		if (placeholder.isEmpty()) {
			sensitive.add(password);
		}
		secretName.ifPresent(sensitive::add);
		return request.withCredentialHeader("Authorization", "Basic " + pair, sensitive);
	}

	private static Optional<String> literalName(JsonNode config) {
		return config.path("username").stringValueOpt();
	}

	private static String encode(String pair) {
		return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
	}

}
