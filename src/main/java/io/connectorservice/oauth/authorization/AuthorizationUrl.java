package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.util.Optional;

import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.endpoint.TokenEndpoint;
import org.jspecify.annotations.Nullable;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;

/**
 * Builds the URL at which a user authorizes a connector (RFC 6749, 4.1.1; RFC 7636, 4.3;
 * RFC 8707).
 */
final class AuthorizationUrl {

	private AuthorizationUrl() {
	}

	/**
	 * Builds the authorization URL.
	 * @param verifier null for a provider that is known to refuse PKCE
	 */
	static URI build(OAuthConfig config, ClientID client, URI redirectUri, AuthorizationState state,
			@Nullable CodeVerifier verifier) {
		AuthorizationRequest.Builder request = new AuthorizationRequest.Builder(ResponseType.CODE, client)
			.endpointURI(URI.create(TokenEndpoint.parseEndpointUrl(config.authUrl()).text()))
			.redirectionURI(redirectUri)
			.state(new State(state.text()));
		if (verifier != null) {
			request.codeChallenge(verifier, CodeChallengeMethod.S256);
		}
		Optional.ofNullable(config.joinScopes()).ifPresent((scope) -> request.customParameter("scope", scope));
		config.audience().ifPresent((audience) -> request.customParameter("audience", audience));
		if (!config.resources().isEmpty()) {
			request.customParameter("resource", config.resources().toArray(String[]::new));
		}
		config.authorizationParams().forEach(request::customParameter);
		return request.build().toURI();
	}

}
