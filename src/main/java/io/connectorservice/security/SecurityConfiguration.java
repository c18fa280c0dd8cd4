package io.connectorservice.security;

import java.util.List;

import io.connectorservice.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Which addresses are open, and how the token of all others is checked.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final String[] OPEN = { "/api/v1/health", "/actuator/health", "/actuator/health/*",
			"/actuator/prometheus", "/api/v1/connectors/oauth2/callback", "/v3/api-docs", "/v3/api-docs/**",
			"/v3/api-docs.yaml", "/swagger-ui.html", "/swagger-ui/**" };

	@Bean
	SecurityFilterChain filterChain(HttpSecurity http, ProblemWriter problems, JwtDecoder decoder) {
		TokenRefusal refusal = new TokenRefusal(problems);
		return http.csrf(AbstractHttpConfigurer::disable)
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.requestCache((cache) -> cache.disable())
			.logout(AbstractHttpConfigurer::disable)
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers(OPEN)
				.permitAll()
				.anyRequest()
				.authenticated())
			.oauth2ResourceServer((server) -> server.jwt((jwt) -> jwt.decoder(decoder))
				.authenticationEntryPoint(refusal)
				.accessDeniedHandler(refusal))
			.exceptionHandling((failures) -> failures.authenticationEntryPoint(refusal).accessDeniedHandler(refusal))
			.build();
	}

	@Bean
	WebMvcConfigurer callerArgument(TokenSettings settings) {
		CallerArgumentResolver resolver = new CallerArgumentResolver(new TenantClaim(settings.tenantClaim()));
		return new WebMvcConfigurer() {

			@Override
			public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
				resolvers.add(resolver);
			}

		};
	}

}
