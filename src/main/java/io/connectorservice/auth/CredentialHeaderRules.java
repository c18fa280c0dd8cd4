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
 * Judges headers that signatures are put into, by the very rules that a call meets.
 */
public final class CredentialHeaderRules {

	private static final OutboundRequest ANY_CALL = OutboundRequest.of("GET",
			TargetUrl.parseBaseUrl("https://service.invalid"));

	private CredentialHeaderRules() {
	}

	/**
	 * The fields of a configuration that name the same header as one before: the later
	 * value would replace the earlier.
	 */
	public static List<Fault> findRepeatedHeaders(JsonNode config, List<String> fields) {
		Map<String, String> named = new HashMap<>();
		List<Fault> faults = new ArrayList<>();
		fields.stream().filter(config::has).forEach((field) -> {
			String before = named.putIfAbsent(normalizeName(config.path(field).asString("")), field);
			if (before != null) {
				faults.add(new Fault("/" + field, "names the same header as " + before));
			}
		});
		return faults;
	}

	// servers behind CGI read an underscore as a hyphen
	static String normalizeName(String name) {
		return name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** Why a credential cannot be sent in this header; empty where it can. */
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
