package io.connectorservice.oauth;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * Spring Authorization Server on a free port. Its user is signed in already, it rotates
 * refresh tokens, and it ends an authorization if an old refresh token is used.
 */
final class AuthorizationServer implements AutoCloseable {

	/** A client without PKCE that may use every grant type. */
	static final String CLIENT = "client";

	static final String SECRET = "test-client-secret";

	static final String REDIRECT_URI = "https://connect.example.com/api/v1/connectors/oauth2/callback";

	private final AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext(
			AuthorizationServerConfiguration.class);

	String url() {
		return "http://127.0.0.1:" + Objects.requireNonNull(this.context.getWebServer()).getPort();
	}

	/** Adds an authorization, as if the user had authorized the client. */
	void addAuthorization(String refreshToken) {
		RegisteredClient client = Objects
			.requireNonNull(this.context.getBean(RegisteredClientRepository.class).findByClientId(CLIENT));
		Authentication user = AuthorizationServerConfiguration.user();
		Instant now = Instant.now();
		authorizations().save(OAuth2Authorization.withRegisteredClient(client)
			.principalName(user.getName())
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.authorizedScopes(client.getScopes())
			.attribute(Principal.class.getName(), user)
			.refreshToken(new OAuth2RefreshToken(refreshToken, now, now.plus(Duration.ofHours(1))))
			.build());
	}

	/** Whether this server issued an access token and the token is valid now. */
	boolean isActive(String accessToken) {
		return find(accessToken).map(OAuth2Authorization::getAccessToken)
			.filter(OAuth2Authorization.Token::isActive)
			.isPresent();
	}

	/** Invalidates an access token before it expires, as an administrator may. */
	void invalidate(String accessToken) {
		OAuth2Authorization found = find(accessToken).orElseThrow();
		OAuth2AccessToken token = Objects.requireNonNull(found.getAccessToken()).getToken();
		authorizations().save(OAuth2Authorization.from(found).invalidate(token).build());
	}

	private Optional<OAuth2Authorization> find(String accessToken) {
		return Optional.ofNullable(authorizations().findByToken(accessToken, OAuth2TokenType.ACCESS_TOKEN));
	}

	/** The number of times a refresh token was rotated. */
	int rotations() {
		return authorizations().rotations();
	}

	private ReuseDetectingAuthorizationService authorizations() {
		return this.context.getBean(ReuseDetectingAuthorizationService.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
