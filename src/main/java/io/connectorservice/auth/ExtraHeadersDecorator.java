package io.connectorservice.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds the headers that {@code auth_config.extra_headers} lists to any strategy: some
 * services require an application's key next to a user's token.
 */
final class ExtraHeadersDecorator {

	private static final String FIELD = "extra_headers";

	private static final ConfiguredHeaders HEADERS = new ConfiguredHeaders(FIELD);

	// configuration fields that name the headers a strategy sets
	private static final List<String> OWN_HEADERS = List.of("api_key_name", "token_header", "signature_header",
			"timestamp_header", "nonce_header", "key_id_header");

	private static final JsonSchema SCHEMA = JsonSchema.fromClasspath("auth/headers.schema.json");

	private final AuthStrategy strategy;

	private ExtraHeadersDecorator(AuthStrategy strategy) {
		this.strategy = strategy;
	}

	static ExtraHeadersDecorator of(AuthStrategy strategy) {
		return new ExtraHeadersDecorator(strategy);
	}

	/** Finds all faults of a configuration except those of its secret paths. */
	List<Fault> findFaults(JsonNode config) {
		JsonNode own = config.has(FIELD) ? ((ObjectNode) config.deepCopy()).without(FIELD) : config;
		List<Fault> faults = new ArrayList<>(this.strategy.configurationSchema().findFaults(own));
		if (faults.isEmpty()) {
			faults.addAll(this.strategy.findFaults(own));
		}
		faults.addAll(findExtraFaults(config));
		return faults;
	}

	private static List<Fault> findExtraFaults(JsonNode config) {
		if (!config.has(FIELD)) {
			return List.of();
		}
		ObjectNode alone = ((ObjectNode) config).objectNode();
		alone.set("headers", config.path(FIELD));
		List<Fault> schemaFaults = SCHEMA.findFaults(alone)
			.stream()
			.map((fault) -> new Fault(fault.pointer().replaceFirst("^/headers", "/" + FIELD), fault.detail()))
			.toList();
		return schemaFaults.isEmpty()
				? Stream.concat(HEADERS.findFaults(config).stream(), findHeadersSignedTwice(config)).toList()
				: schemaFaults;
	}

	// a header that the strategy sets too would lose its configured value
	private static Stream<Fault> findHeadersSignedTwice(JsonNode config) {
		Set<String> signed = OWN_HEADERS.stream()
			.map((field) -> new CredentialHeader(config.path(field).asString("")).normalizeName())
			.collect(Collectors.toSet());
		return config.path(FIELD)
			.propertyNames()
			.stream()
			.filter((name) -> signed.contains(new CredentialHeader(name).normalizeName()))
			.map((name) -> new Fault(JsonPointer.empty().appendProperty(FIELD).appendProperty(name).toString(),
					"is a header that the signature sets already"));
	}

	List<SecretField> secretFields(JsonNode config) {
		List<SecretField> fields = new ArrayList<>(this.strategy.secretFields(config));
		fields.addAll(HEADERS.secretFields(config));
		return fields;
	}

	OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials) {
		return this.strategy.sign(HEADERS.addHeaders(request, signingCredentials), signingCredentials);
	}

}
