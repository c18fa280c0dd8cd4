package io.connectorservice.auth;

import java.util.List;

import io.connectorservice.oauth.TokenConnection;
import io.connectorservice.oauth.TokenManager;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.secret.Secret;

/**
 * Signs with a managed token as a bearer token (RFC 6750, 2.1), unless the service wants
 * it in another header; with another one where the last was refused.
 */
final class BearerTokens {

	private BearerTokens() {
	}

	static OutboundRequest sign(OutboundRequest request, Credentials credentials, TokenConnection connection,
			TokenManager tokens) {
		Secret token = credentials.refused()
			.stream()
			.findFirst()
			.map((refused) -> credentials.areUnauthorized() ? tokens.renewed(connection, refused)
					: tokens.reread(connection, refused))
			.orElseGet(() -> tokens.current(connection));
		String value = credentials.using(token).reveal();
		String header = credentials.config().path("token_header").asString("Authorization");
		String prefix = credentials.config().path("token_prefix").asString("Bearer ");
		return request.withCredentialHeader(header, prefix + value, List.of(value));
	}

}
