package io.connectorservice.auth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.outbound.InvalidHeader;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

/**
 * Judges headers that signatures are put into, by the very rules that a call meets.
 */
final class SignedHeaders {

	private static final OutboundRequest ANY_CALL = OutboundRequest.of("GET",
			TargetUrl.base("https://service.invalid"));

	private SignedHeaders() {
	}

	/**
	 * The fields of a configuration that name the same header as one before: the later
	 * value would replace the earlier.
	 */
	static List<Fault> repeated(JsonNode config, List<String> fields) {
		Map<String, String> named = new HashMap<>();
		List<Fault> faults = new ArrayList<>();
		fields.stream().filter(config::has).forEach((field) -> {
			String before = named.putIfAbsent(folded(config.path(field).asString("")), field);
			if (before != null) {
				faults.add(new Fault("/" + field, "names the same header as " + before));
			}
		});
		return faults;
	}

	// servers behind CGI read an underscore as a hyphen
	static String folded(String name) {
		return name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** Why a credential cannot be sent in this header; empty where it can. */
	static Optional<String> fault(String name, String value) {
		try {
			ANY_CALL.withCredentialHeader(name, value, List.of());
			return Optional.empty();
		}
		catch (InvalidHeader refused) {
			return Optional.of(refused.getMessage());
		}
	}

}
