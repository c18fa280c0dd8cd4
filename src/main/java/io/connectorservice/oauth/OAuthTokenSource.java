package io.connectorservice.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import io.connectorservice.oauth.endpoint.OAuthClient;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.endpoint.TokenEndpoint;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;

/**
 * Requests new tokens with a refresh token (RFC 6749, 6) or with the client's own
 * credentials (RFC 6749, 4.4).
 */
final class OAuthTokenSource implements TokenSource {

	private final TokenEndpoint endpoint;

	private final OAuthConfig config;

	private final OAuthClient client;

	OAuthTokenSource(TokenEndpoint endpoint, OAuthConfig config, OAuthClient client) {
		this.endpoint = endpoint;
		this.config = config;
		this.client = client;
	}

	@Override
	public boolean canRefresh(StoredTokens stored) {
		return usesClientCredentials() || stored.refreshToken().isPresent();
	}

	@Override
	public boolean needsPerson() {
		return !usesClientCredentials();
	}

	@Override
	public String computeRights() {
		return this.config.appName().map("oauth_app "::concat).orElse("")
				+ (usesClientCredentials() ? new GrantTerms(this.config.json(), this.config.scopes())
					.computeFingerprint("audience", "resource", "token_params") : GrantTerms.OF_PERSON);
	}

	@Override
	public TokenResponse requestToken(StoredTokens stored) {
		return this.endpoint.requestTokens(this.config, this.client, createGrant(stored));
	}

	private AuthorizationGrant createGrant(StoredTokens stored) {
		return usesClientCredentials() ? new ClientCredentialsGrant()
				: new RefreshTokenGrant(new RefreshToken(stored.refreshToken().orElseThrow().reveal()));
	}

	private boolean usesClientCredentials() {
		return this.config.grantType() == OAuthConfig.Grant.CLIENT_CREDENTIALS;
	}

}
