package io.connectorservice.auth;

import java.util.List;

import io.connectorservice.json.JsonSchema;
import io.connectorservice.outbound.InvalidHeader;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Signs with a key in a header or a query parameter, optionally after a prefix such as
 * {@code "Bearer "}.
 */
@Component
final class ApiKeyAuthStrategy implements AuthStrategy {

	private static final SecretField API_KEY = SecretField.of("api_key", "secret_key_vault_path");

	// headers are judged by the very rules that a call meets
	private static final OutboundRequest ANY_CALL = OutboundRequest.of("GET",
			TargetUrl.base("https://service.invalid"));

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
		return inQuery(config) ? queryFaults(config) : headerFaults(config);
	}

	private static List<Fault> queryFaults(JsonNode config) {
		return config.has("value_prefix")
				? List.of(new Fault("/value_prefix", "is for headers; leave it out with key_location query"))
				: List.of();
	}

	private static List<Fault> headerFaults(JsonNode config) {
		try {
			ANY_CALL.withCredentialHeader(config.path("api_key_name").asString(), "any", List.of());
			return List.of();
		}
		catch (InvalidHeader refused) {
			return List.of(new Fault("/api_key_name", refused.getMessage()));
		}
	}

	@Override
	public List<SecretField> secretFields(JsonNode config) {
		return List.of(API_KEY);
	}

	@Override
	public OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		String key = credentials.require(API_KEY).reveal();
		String name = credentials.text("api_key_name");
		if (inQuery(credentials.config())) {
			return request.withCredentialQuery(name, key);
		}
		String prefix = credentials.config().path("value_prefix").asString("");
		return request.withCredentialHeader(name, prefix + key, List.of(key));
	}

	private static boolean inQuery(JsonNode config) {
		return "query".equals(config.path("key_location").asString(""));
	}

}
