package io.connectorservice.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.json.JsonSchema;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any way of signing, with the headers besides that {@code auth_config.extra_headers}
 * lists: some services want a key of the application's next to a user's token.
 */
final class WithExtraHeaders {

	private static final String FIELD = "extra_headers";

	private static final NamedHeaders HEADERS = new NamedHeaders(FIELD);

	// the fields by which strategies name the headers that they set
	private static final List<String> OWN_HEADERS = List.of("api_key_name", "token_header", "signature_header",
			"timestamp_header", "nonce_header", "key_id_header");

	private static final JsonSchema SHAPE = JsonSchema.resource("auth/headers.schema.json");

	private final AuthStrategy strategy;

	private WithExtraHeaders(AuthStrategy strategy) {
		this.strategy = strategy;
	}

	static WithExtraHeaders of(AuthStrategy strategy) {
		return new WithExtraHeaders(strategy);
	}

	/** Everything wrong with a configuration, but for its secrets' paths. */
	List<Fault> faults(JsonNode config) {
		JsonNode own = config.has(FIELD) ? ((ObjectNode) config.deepCopy()).without(FIELD) : config;
		List<Fault> faults = new ArrayList<>(this.strategy.configuration().check(own));
		if (faults.isEmpty()) {
			faults.addAll(this.strategy.faults(own));
		}
		faults.addAll(extraFaults(config));
		return faults;
	}

	private static List<Fault> extraFaults(JsonNode config) {
		if (!config.has(FIELD)) {
			return List.of();
		}
		ObjectNode alone = ((ObjectNode) config).objectNode();
		alone.set("headers", config.path(FIELD));
		List<Fault> ofShape = SHAPE.check(alone)
			.stream()
			.map((fault) -> new Fault(fault.pointer().replaceFirst("^/headers", "/" + FIELD), fault.detail()))
			.toList();
		return ofShape.isEmpty() ? Stream.concat(HEADERS.faults(config).stream(), signedTwice(config)).toList()
				: ofShape;
	}

	// the strategy's own value would replace it
	private static Stream<Fault> signedTwice(JsonNode config) {
		Set<String> signed = OWN_HEADERS.stream()
			.map((field) -> SignedHeaders.folded(config.path(field).asString("")))
			.collect(Collectors.toSet());
		return config.path(FIELD)
			.propertyNames()
			.stream()
			.filter((name) -> signed.contains(SignedHeaders.folded(name)))
			.map((name) -> new Fault(JsonPointer.empty().appendProperty(FIELD).appendProperty(name).toString(),
					"is a header that the signature sets already"));
	}

	List<SecretField> secretFields(JsonNode config) {
		List<SecretField> fields = new ArrayList<>(this.strategy.secretFields(config));
		fields.addAll(HEADERS.secretFields(config));
		return fields;
	}

	OutboundRequest sign(OutboundRequest request, Credentials credentials) {
		return this.strategy.sign(HEADERS.added(request, credentials), credentials);
	}

}
