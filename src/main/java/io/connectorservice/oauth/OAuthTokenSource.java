package io.connectorservice.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.token.RefreshToken;

/**
 * New tokens by a refresh token, or by the client's own credentials (RFC 6749, 6 and
 * 4.4).
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
	public boolean canRenew(StoredTokens stored) {
		return byClientCredentials() || stored.refreshToken().isPresent();
	}

	@Override
	public boolean needsPerson() {
		return !byClientCredentials();
	}

	@Override
	public String rights() {
		return byClientCredentials()
				? Rights.of(this.config.json(), this.config.scopes(), "audience", "resource", "token_params")
				: Rights.OF_PERSON;
	}

	@Override
	public TokenAnswer renew(StoredTokens stored) {
		return this.endpoint.request(this.config, this.client, grant(stored));
	}

	private AuthorizationGrant grant(StoredTokens stored) {
		return byClientCredentials() ? new ClientCredentialsGrant()
				: new RefreshTokenGrant(new RefreshToken(stored.refreshToken().orElseThrow().reveal()));
	}

	private boolean byClientCredentials() {
		return this.config.grant() == OAuthConfig.Grant.CLIENT_CREDENTIALS;
	}

}
