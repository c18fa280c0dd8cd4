package io.connectorservice.oauth;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2AccessTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2RefreshTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A real authorization server on a free port. Its user is signed in already, refresh
 * tokens rotate, and PKCE is required.
 */
final class ConsentServer implements AutoCloseable {

	static final String REDIRECT_URI = "https://connect.example.com/api/v1/connectors/oauth2/callback";

	private final AnnotationConfigServletWebServerApplicationContext context;

	ConsentServer() {
		this.context = new AnnotationConfigServletWebServerApplicationContext(ServerConfiguration.class);
	}

	String url() {
		return "http://127.0.0.1:" + Objects.requireNonNull(this.context.getWebServer()).getPort();
	}

	/** Whether an access token is valid now. */
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

	private OAuth2AuthorizationService authorizations() {
		return this.context.getBean(OAuth2AuthorizationService.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	// not annotated with @Configuration, as the service under test would pick it up
	@EnableWebSecurity
	static class ServerConfiguration {

		@Bean
		TomcatServletWebServerFactory webServer() {
			TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
			// Tomcat runs no filters for paths without a servlet
			factory.setRegisterDefaultServlet(true);
			return factory;
		}

		@Bean
		SecurityFilterChain filterChain(HttpSecurity http) {
			return http.oauth2AuthorizationServer(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.csrf((csrf) -> csrf.disable())
				.addFilterAfter(new SignedIn(), SecurityContextHolderFilter.class)
				.build();
		}

		@Bean
		RegisteredClientRepository clients() {
			return new InMemoryRegisteredClientRepository(
					client("confidential", ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
						.clientSecret("{noop}s3cret:+/ ü")
						.build(),
					client("post", ClientAuthenticationMethod.CLIENT_SECRET_POST).clientSecret("{noop}s3cret").build(),
					client("public", ClientAuthenticationMethod.NONE).build());
		}

		private static RegisteredClient.Builder client(String id, ClientAuthenticationMethod method) {
			return RegisteredClient.withId(UUID.randomUUID().toString())
				.clientId(id)
				.clientAuthenticationMethod(method)
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
				.redirectUri(REDIRECT_URI)
				.scope("read")
				.scope("write")
				.clientSettings(
						ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(false).build())
				.tokenSettings(TokenSettings.builder()
					.reuseRefreshTokens(false)
					.accessTokenFormat(OAuth2TokenFormat.REFERENCE)
					.accessTokenTimeToLive(Duration.ofMinutes(5))
					.build());
		}

		@Bean
		OAuth2AuthorizationService authorizations() {
			return new InMemoryOAuth2AuthorizationService();
		}

		@Bean
		OAuth2TokenGenerator<?> tokens() {
			return new DelegatingOAuth2TokenGenerator(new OAuth2AccessTokenGenerator(),
					new OAuth2RefreshTokenGenerator());
		}

		@Bean
		AuthorizationServerSettings settings() {
			return AuthorizationServerSettings.builder().build();
		}

	}

	/** Signs the user in on every request. */
	private static final class SignedIn extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			if (request.getRequestURI().equals("/oauth2/authorize")) {
				SecurityContextHolder.getContext()
					.setAuthentication(UsernamePasswordAuthenticationToken.authenticated("anna", null,
							AuthorityUtils.createAuthorityList("ROLE_USER")));
			}
			chain.doFilter(request, response);
		}

	}

}
