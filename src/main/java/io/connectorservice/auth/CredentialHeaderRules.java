package io.connectorservice.auth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.outbound.InvalidHeaderException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

/**
 * Checks headers that carry credentials by the same rules that apply when a call is sent.
 */
public final class CredentialHeaderRules {

	private static final OutboundRequest ANY_CALL = OutboundRequest.of("GET",
			TargetUrl.parseBaseUrl("https://service.invalid"));

	private CredentialHeaderRules() {
	}

	/**
	 * Finds configuration fields that name the same header as an earlier field; the later
	 * value would replace the earlier.
	 */
	public static List<Fault> findRepeatedHeaders(JsonNode config, List<String> fields) {
		Map<String, String> named = new HashMap<>();
		List<Fault> faults = new ArrayList<>();
		fields.stream().filter(config::has).forEach((field) -> {
			String earlier = named.putIfAbsent(normalizeName(config.path(field).asString("")), field);
			if (earlier != null) {
				faults.add(new Fault("/" + field, "names the same header as " + earlier));
			}
		});
		return faults;
	}

	// servers behind CGI treat an underscore in a header name as a hyphen
	static String normalizeName(String name) {
		return name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** The reason why a credential cannot be sent in this header; empty if it can. */
	public static Optional<String> findFault(String name, String value) {
		try {
			ANY_CALL.withCredentialHeader(name, value, List.of());
			return Optional.empty();
		}
		catch (InvalidHeaderException refused) {
			return Optional.of(refused.getMessage());
		}
	}

}
