package io.connectorservice.auth;

import java.util.List;

import io.connectorservice.json.JsonSchema;
import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundRequest;
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

	private final JsonSchema configuration = JsonSchema.resource("auth/apikey.schema.json");

	@Override
	public String name() {
		return "apikey";
	}

	@Override
	public JsonSchema configuration() {
		return this.configuration;
	}

	@Override
	public List<Fault> faults(JsonNode config) {
		return inHeader(config) ? headerFaults(config) : prefixFaults(config);
	}

	private static List<Fault> prefixFaults(JsonNode config) {
		return config.has("value_prefix")
				? List.of(new Fault("/value_prefix", "is for headers; leave it out with any other key_location"))
				: List.of();
	}

	private static List<Fault> headerFaults(JsonNode config) {
		return SignedHeaders.fault(config.path("api_key_name").asString(), "any")
			.map((reason) -> List.of(new Fault("/api_key_name", reason)))
			.orElse(List.of());
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(API_KEY.as(inHeader(config) ? SecretUse.HEADER : SecretUse.LINE));
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		String key = credentials.require(API_KEY).reveal();
		String name = credentials.text("api_key_name");
		return switch (location(credentials.config())) {
			case "query" -> request.withCredentialQuery(name, key);
			case "path" -> inPath(request, key);
			default -> request.withCredentialHeader(name, credentials.config().path("value_prefix").asString("") + key,
					List.of(key));
		};
	}

	private static OutboundRequest inPath(OutboundRequest request, String key) {
		try {
			return request.withCredentialPath(key);
		}
		catch (InvalidTarget refused) {
			throw Credentials.unusable("the key cannot be part of the path: " + refused.getMessage());
		}
	}

	private static boolean inHeader(JsonNode config) {
		return "header".equals(location(config));
	}

	private static String location(JsonNode config) {
		return config.path("key_location").asString("");
	}

}
