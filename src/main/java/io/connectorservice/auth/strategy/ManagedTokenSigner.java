package io.connectorservice.auth.strategy;

import java.util.List;

import io.connectorservice.auth.SigningCredentials;
import io.connectorservice.oauth.TokenContext;
import io.connectorservice.oauth.TokenManager;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.secret.Secret;

import org.springframework.stereotype.Component;

/**
 * Signs with a managed token as a bearer token (RFC 6750, 2.1) or in the header that the
 * configuration names. If the service refused the last token, another one is obtained.
 */
@Component
final class ManagedTokenSigner {

	private final TokenManager tokens;

	ManagedTokenSigner(TokenManager tokens) {
		this.tokens = tokens;
	}

	OutboundRequest sign(OutboundRequest request, SigningCredentials signingCredentials, TokenContext connection) {
		Secret token = findToken(signingCredentials, connection);
		String value = signingCredentials.recordUse(token).reveal();
		String header = signingCredentials.config().path("token_header").asString("Authorization");
		String prefix = signingCredentials.config().path("token_prefix").asString("Bearer ");
		return request.withCredentialHeader(header, prefix + value, List.of(value));
	}

	private Secret findToken(SigningCredentials signingCredentials, TokenContext connection) {
		return signingCredentials.getRefusedSecrets()
			.stream()
			.findFirst()
			.map((refused) -> signingCredentials.areUnauthorized() ? this.tokens.refreshAccessToken(connection, refused)
					: this.tokens.rereadAccessToken(connection, refused))
			.orElseGet(() -> this.tokens.getAccessToken(connection));
	}

}
