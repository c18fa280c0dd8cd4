package io.connectorservice.auth;

import java.util.List;
import java.util.Optional;

import io.connectorservice.outbound.InvalidHeader;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.TargetUrl;

/**
 * Judges headers that signatures are put into, by the very rules that a call meets.
 */
final class SignedHeaders {

	private static final OutboundRequest ANY_CALL = OutboundRequest.of("GET",
			TargetUrl.base("https://service.invalid"));

	private SignedHeaders() {
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
