package io.connectorservice.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.connectorservice.json.JsonSchema;
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
		.as(SecretUse.USER_NAME);

	private static final SecretField PASSWORD = SecretField.of("password", "password_vault_path")
		.as(SecretUse.PASSWORD);

	private static final String PLACEHOLDER = "placeholder_password";

	private final JsonSchema configuration = JsonSchema.resource("auth/basic.schema.json");

	@Override
	public String name() {
		return "basic";
	}

	@Override
	public JsonSchema configuration() {
		return this.configuration;
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return config.has(PLACEHOLDER) ? List.of(USERNAME) : List.of(USERNAME, PASSWORD);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		Optional<String> secretName = credentials.find(USERNAME).map(Secret::reveal);
		String username = secretName.or(() -> literalName(credentials.config()))
			.orElseGet(() -> credentials.require(USERNAME).reveal());
		Optional<String> placeholder = credentials.config().path(PLACEHOLDER).stringValueOpt();
		String password = placeholder.orElseGet(() -> credentials.require(PASSWORD).reveal());
		String pair = encoded(username + ":" + password);
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

	private static String encoded(String pair) {
		return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
	}

}
