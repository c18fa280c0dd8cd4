package io.connectorservice.auth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.Fault;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Headers by name, each a secret or a literal, as a field of {@code auth_config} lists
 * them.
 *
 * @param field the field
 */
record NamedHeaders(String field) {

	private static final String LITERAL = "value";

	/** What the shape cannot say. */
	List<Fault> faults(JsonNode config) {
		List<Fault> faults = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (Map.Entry<String, JsonNode> header : config.path(this.field).properties()) {
			if (!names.add(SignedHeaders.folded(header.getKey()))) {
				faults.add(fault(header.getKey(), "is the same header as another here"));
			}
			SignedHeaders.fault(header.getKey(), header.getValue().path(LITERAL).asString(""))
				.ifPresent((reason) -> faults.add(fault(header.getKey(), reason)));
			if (header.getValue().has(LITERAL) && header.getValue().size() > 1) {
				faults.add(fault(header.getKey(), "is a literal or a secret, not both"));
			}
		}
		return faults;
	}

	private Fault fault(String header, String detail) {
		return new Fault(pointer(header).toString(), detail);
	}

	private JsonPointer pointer(String header) {
		return JsonPointer.empty().appendProperty(this.field).appendProperty(header);
	}

	List<SecretField> secretFields(JsonNode config) {
		return config.path(this.field)
			.properties()
			.stream()
			.filter((header) -> !header.getValue().has(LITERAL))
			.map((header) -> secretField(header.getKey(), header.getValue()))
			.toList();
	}

	private SecretField secretField(String header, JsonNode described) {
		return SecretField
			.of(described.path("credential").asString(header), pointer(header).appendProperty("vault_path"))
			.as(SecretUse.HEADER);
	}

	/** The request with every header. */
	OutboundRequest added(OutboundRequest request, Credentials credentials) {
		OutboundRequest signed = request;
		for (Map.Entry<String, JsonNode> header : credentials.config().path(this.field).properties()) {
			signed = with(signed, header.getKey(), header.getValue(), credentials);
		}
		return signed;
	}

	private OutboundRequest with(OutboundRequest request, String name, JsonNode described, Credentials credentials) {
		if (described.has(LITERAL)) {
			return request.withCredentialHeader(name, described.path(LITERAL).asString(), List.of());
		}
		String secret = credentials.require(secretField(name, described)).reveal();
		return request.withCredentialHeader(name, described.path("prefix").asString("") + secret, List.of(secret));
	}

}
