package io.connectorservice.oauth;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
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
 * The clients, the user and the filters of {@link AuthorizationServer}.
 */
// The class has no @Configuration, because the service under test would pick it up.
@EnableWebSecurity
class AuthorizationServerConfiguration {

	static Authentication user() {
		return UsernamePasswordAuthenticationToken.authenticated("anna", null,
				AuthorityUtils.createAuthorityList("ROLE_USER"));
	}

	@Bean
	TomcatServletWebServerFactory webServer() {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		// Tomcat runs no filters for paths without a servlet.
		factory.setRegisterDefaultServlet(true);
		return factory;
	}

	@Bean
	SecurityFilterChain filterChain(HttpSecurity http) {
		return http.oauth2AuthorizationServer(Customizer.withDefaults())
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.csrf((csrf) -> csrf.disable())
			.addFilterAfter(new SignInFilter(), SecurityContextHolderFilter.class)
			.build();
	}

	@Bean
	RegisteredClientRepository clients() {
		return new InMemoryRegisteredClientRepository(
				client(AuthorizationServer.CLIENT, false, ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
					.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
					.clientSecret("{noop}" + AuthorizationServer.SECRET)
					.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
					.build(),
				client("confidential", true, ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
					.clientSecret("{noop}s3cret:+/ ü")
					.build(),
				client("post", true, ClientAuthenticationMethod.CLIENT_SECRET_POST).clientSecret("{noop}s3cret")
					.build(),
				client("public", true, ClientAuthenticationMethod.NONE).build());
	}

	private static RegisteredClient.Builder client(String id, boolean requiresPkce, ClientAuthenticationMethod method) {
		return RegisteredClient.withId(id)
			.clientId(id)
			.clientAuthenticationMethod(method)
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
			.redirectUri(AuthorizationServer.REDIRECT_URI)
			.scope("read")
			.scope("write")
			.clientSettings(
					ClientSettings.builder().requireProofKey(requiresPkce).requireAuthorizationConsent(false).build())
			.tokenSettings(TokenSettings.builder()
				.reuseRefreshTokens(false)
				.accessTokenFormat(OAuth2TokenFormat.REFERENCE)
				.accessTokenTimeToLive(Duration.ofMinutes(5))
				.build());
	}

	@Bean
	ReuseDetectingAuthorizationService authorizations() {
		return new ReuseDetectingAuthorizationService();
	}

	@Bean
	OAuth2TokenGenerator<?> tokens() {
		return new DelegatingOAuth2TokenGenerator(new OAuth2AccessTokenGenerator(), new OAuth2RefreshTokenGenerator());
	}

	@Bean
	AuthorizationServerSettings settings() {
		return AuthorizationServerSettings.builder().build();
	}

	/** Signs the user in on every authorization request. */
	private static final class SignInFilter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			if (request.getRequestURI().equals("/oauth2/authorize")) {
				SecurityContextHolder.getContext().setAuthentication(user());
			}
			chain.doFilter(request, response);
		}

	}

}
