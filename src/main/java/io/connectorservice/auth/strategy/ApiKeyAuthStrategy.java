package io.connectorservice.auth.strategy;

import java.util.List;

import io.connectorservice.auth.AuthStrategy;
import io.connectorservice.auth.CredentialHeader;
import io.connectorservice.auth.SecretField;
import io.connectorservice.auth.SecretUse;
import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with a key in a header, optionally after a prefix such as {@code "Bearer "}, in a
 * query parameter, or in the base URL's path.
 */
@Component
final class ApiKeyAuthStrategy implements AuthStrategy {

	private static final SecretField API_KEY = SecretField.of("api_key", "secret_key_vault_path");

	private final JsonSchema configuration = JsonSchema.fromClasspath("auth/apikey.schema.json");

	@Override
	public String name() {
		return "apikey";
	}

	@Override
	public JsonSchema configurationSchema() {
		return this.configuration;
	}

	@Override
	public List<Fault> findFaults(JsonNode config) {
		return isInHeader(config) ? findHeaderFaults(config) : findPrefixFaults(config);
	}

	private static List<Fault> findPrefixFaults(JsonNode config) {
		return config.has("value_prefix")
				? List.of(new Fault("/value_prefix", "is for headers; leave it out with any other key_location"))
				: List.of();
	}

	private static List<Fault> findHeaderFaults(JsonNode config) {
		return new CredentialHeader(config.path("api_key_name").asString()).findFault("any")
			.map((reason) -> List.of(new Fault("/api_key_name", reason)))
			.orElse(List.of());
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(API_KEY.withUse(isInHeader(config) ? SecretUse.HEADER : SecretUse.LINE));
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		String key = signingCredentials.require(API_KEY).reveal();
		String name = signingCredentials.requireText("api_key_name");
		return switch (readKeyLocation(signingCredentials.config())) {
			case "query" -> request.withCredentialQuery(name, key);
			case "path" -> addToPath(request, key);
			default -> request.withCredentialHeader(name,
					signingCredentials.config().path("value_prefix").asString("") + key, List.of(key));
		};
	}

	private static OutboundRequest addToPath(OutboundRequest request, String key) {
		try {
			return request.withCredentialPath(key);
		}
		catch (InvalidTargetException refused) {
			throw SigningCredentials
				.unusableConfigurationException("the key cannot be part of the path: " + refused.getMessage());
		}
	}

	private static boolean isInHeader(JsonNode config) {
		return "header".equals(readKeyLocation(config));
	}

	private static String readKeyLocation(JsonNode config) {
		return config.path("key_location").asString("");
	}

}
