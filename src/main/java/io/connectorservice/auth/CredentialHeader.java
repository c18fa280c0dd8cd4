package io.connectorservice.auth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.connectorservice.outbound.InvalidHeaderException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.TargetUrl;

/**
 * The name of a header that carries a credential, checked by the same rules that apply
 * when a call is sent.
 */
public record CredentialHeader(String name) {

	private static final OutboundRequest ANY_CALL = OutboundRequest.of("GET",
			TargetUrl.parseBaseUrl("https://service.invalid"));

	/**
	 * The name by which servers recognize the header; those behind CGI treat an
	 * underscore as a hyphen.
	 */
	public String normalizeName() {
		return this.name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** The reason why the credential cannot be sent in this header; empty if it can. */
	public Optional<String> findFault(String value) {
		try {
			ANY_CALL.withCredentialHeader(this.name, value, List.of());
			return Optional.empty();
		}
		catch (InvalidHeaderException refused) {
			return Optional.of(refused.getMessage());
		}
	}

}
