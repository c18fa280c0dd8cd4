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
 * A field of {@code auth_config} that lists headers by name, each with a secret or a
 * literal value.
 *
 * @param field the field's name
 */
public record ConfiguredHeaders(String field) {

	private static final String LITERAL = "value";

	/** Finds faults that the JSON schema cannot express. */
	public List<Fault> findFaults(JsonNode config) {
		List<Fault> faults = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (Map.Entry<String, JsonNode> header : config.path(this.field).properties()) {
			CredentialHeader named = new CredentialHeader(header.getKey());
			if (!names.add(named.normalizeName())) {
				faults.add(createFault(header.getKey(), "is the same header as another here"));
			}
			named.findFault(header.getValue().path(LITERAL).asString(""))
				.ifPresent((reason) -> faults.add(createFault(header.getKey(), reason)));
			if (header.getValue().has(LITERAL) && header.getValue().size() > 1) {
				faults.add(createFault(header.getKey(), "is a literal or a secret, not both"));
			}
		}
		return faults;
	}

	private Fault createFault(String header, String detail) {
		return new Fault(buildPointer(header).toString(), detail);
	}

	private JsonPointer buildPointer(String header) {
		return JsonPointer.empty().appendProperty(this.field).appendProperty(header);
	}

	public List<SecretField> secretFields(JsonNode config) {
		return config.path(this.field)
			.properties()
			.stream()
			.filter((header) -> !header.getValue().has(LITERAL))
			.map((header) -> secretField(header.getKey(), header.getValue()))
			.toList();
	}

	private SecretField secretField(String header, JsonNode described) {
		return SecretField
			.of(described.path("credential").asString(header), buildPointer(header).appendProperty("vault_path"))
			.withUse(SecretUse.HEADER);
	}

	/** Adds every configured header to the request. */
	public OutboundRequest addHeaders(OutboundRequest request, SigningCredentials signingCredentials) {
		OutboundRequest signed = request;
		for (Map.Entry<String, JsonNode> header : signingCredentials.config().path(this.field).properties()) {
			signed = addHeader(signed, header.getKey(), header.getValue(), signingCredentials);
		}
		return signed;
	}

	private OutboundRequest addHeader(OutboundRequest request, String name, JsonNode described,
			SigningCredentials signingCredentials) {
		if (described.has(LITERAL)) {
			return request.withCredentialHeader(name, described.path(LITERAL).asString(), List.of());
		}
		String secret = signingCredentials.require(secretField(name, described)).reveal();
		return request.withCredentialHeader(name, described.path("prefix").asString("") + secret, List.of(secret));
	}

}
