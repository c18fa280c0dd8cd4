package io.connectorservice.oauth;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/**
 * A real OAuth 2 provider on a free port. It rotates refresh tokens, and ends an
 * authorization if an old one is used.
 */
final class AuthorizationServer implements AutoCloseable {

	static final String CLIENT = "client";

	static final String SECRET = "test-client-secret";

	private final AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext(
			Provider.class);

	/** Adds an authorization, as if a user had authorized the client. */
	void addAuthorization(String refreshToken) {
		RegisteredClient client = Provider.client();
		Instant now = Instant.now();
		this.context.getBean(OAuth2AuthorizationService.class)
			.save(OAuth2Authorization.withRegisteredClient(client)
				.principalName("person")
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.authorizedScopes(client.getScopes())
				.attribute(Principal.class.getName(),
						UsernamePasswordAuthenticationToken.authenticated("person", "",
								AuthorityUtils.createAuthorityList("ROLE_USER")))
				.refreshToken(new OAuth2RefreshToken(refreshToken, now, now.plus(Duration.ofHours(1))))
				.build());
	}

	/** Whether an access token was issued by this provider and is valid. */
	boolean knows(String accessToken) {
		OAuth2Authorization found = this.context.getBean(OAuth2AuthorizationService.class)
			.findByToken(accessToken, OAuth2TokenType.ACCESS_TOKEN);
		return found != null && Objects.requireNonNull(found.getAccessToken()).isActive();
	}

	/** The number of times a refresh token was rotated. */
	int rotations() {
		return this.context.getBean(ReuseDetectingAuthorizationService.class).rotations();
	}

	String url() {
		return "http://127.0.0.1:" + Objects.requireNonNull(this.context.getWebServer()).getPort();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@TestConfiguration(proxyBeanMethods = false)
	@EnableWebMvc
	@EnableWebSecurity
	static class Provider {

		static RegisteredClient client() {
			return RegisteredClient.withId("1")
				.clientId(CLIENT)
				.clientSecret("{noop}" + SECRET)
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
				.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
				.redirectUri("https://connect.example.com/callback")
				.scope("read")
				.scope("write")
				.tokenSettings(TokenSettings.builder()
					.reuseRefreshTokens(false)
					.accessTokenFormat(OAuth2TokenFormat.REFERENCE)
					.build())
				.build();
		}

		@Bean
		TomcatServletWebServerFactory server() {
			return new TomcatServletWebServerFactory(0);
		}

		// its filters do not run for paths without a servlet
		@Bean
		DispatcherServlet dispatcher() {
			return new DispatcherServlet();
		}

		@Bean
		RegisteredClientRepository clients() {
			return new InMemoryRegisteredClientRepository(client());
		}

		@Bean
		ReuseDetectingAuthorizationService authorizations() {
			return new ReuseDetectingAuthorizationService();
		}

		@Bean
		AuthorizationServerSettings settings() {
			return AuthorizationServerSettings.builder().build();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			http.oauth2AuthorizationServer((server) -> http.securityMatcher(server.getEndpointsMatcher()));
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated()).build();
		}

	}

}
