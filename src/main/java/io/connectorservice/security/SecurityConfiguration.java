package io.connectorservice.security;

import java.util.List;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.problem.ProblemWriter;
import io.connectorservice.security.token.ProblemAuthenticationEntryPoint;
import io.connectorservice.security.token.TenantClaim;
import io.connectorservice.security.token.TokenSettings;
import jakarta.servlet.DispatcherType;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Configures which paths are open and how the tokens of all other requests are verified.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final String CALLBACK = "/api/v1/connectors/oauth2/callback";

	// This pattern is matched before the open paths because most requests fall under it.
	private static final String CONNECTORS = "/api/v1/connectors/**";

	private static final String[] OPEN = { "/api/v1/health", "/actuator/health", "/actuator/health/*",
			"/actuator/prometheus", "/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml", "/swagger-ui.html",
			"/swagger-ui/**" };

	private static final String[] OURS = { "/api/**", "/actuator/**" };

	// Swagger UI sets inline styles on its elements and embeds its images as data URLs.
	private static final String OWN_PAGE = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
			+ " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
			+ " frame-ancestors 'none'";

	/** The chain of almost all requests: those to connectors. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SecurityFilterChain connectorFilterChain(ProblemWriter problems, JwtDecoder decoder) {
		JwtAuthenticationProvider provider = new JwtAuthenticationProvider(decoder);
		// No rule asks for a token's scopes as authorities.
		provider.setJwtAuthenticationConverter(JwtAuthenticationToken::new);
		HeaderWriterFilter headers = new HeaderWriterFilter(createHeaderWriters());
		// A response that is wrapped until its headers are written costs every write.
		headers.setShouldWriteHeadersEagerly(true);
		return new DefaultSecurityFilterChain(new PlainConnectorPath("/api/v1/connectors/", CALLBACK), headers,
				new ConnectorAuthenticationFilter(new FastBearerTokenResolver(), provider::authenticate,
						new ProblemAuthenticationEntryPoint(problems)));
	}

	private static List<HeaderWriter> createHeaderWriters() {
		return List.of(new XContentTypeOptionsHeaderWriter(), new XXssProtectionHeaderWriter(),
				new CacheControlHeadersWriter(), new HstsHeaderWriter(), new XFrameOptionsHeaderWriter(),
				new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER),
				new StaticHeadersWriter("Content-Security-Policy", ProblemWriter.LOADS_NOTHING));
	}

	@Bean
	SecurityFilterChain filterChain(HttpSecurity http, ProblemWriter problems, JwtDecoder decoder) {
		ProblemAuthenticationEntryPoint refusal = new ProblemAuthenticationEntryPoint(problems);
		return http.csrf(AbstractHttpConfigurer::disable)
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.requestCache((cache) -> cache.disable())
			.logout(AbstractHttpConfigurer::disable)
			// No code uses the servlet API's security methods such as getUserPrincipal.
			.servletApi(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.referrerPolicy((policy) -> policy.policy(ReferrerPolicy.NO_REFERRER))
				.addHeaderWriter(createContentSecurityPolicyWriter()))
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers(CALLBACK)
				.permitAll()
				.requestMatchers(CONNECTORS)
				.authenticated()
				.requestMatchers(OPEN)
				.permitAll()
				.requestMatchers(OURS)
				.authenticated()
				// Unknown paths are permitted so that they get a 404 rather than a 401.
				.anyRequest()
				.permitAll())
			.oauth2ResourceServer((server) -> server.bearerTokenResolver(new FastBearerTokenResolver())
				.jwt((jwt) -> jwt.decoder(decoder))
				.authenticationEntryPoint(refusal)
				.accessDeniedHandler(refusal)
				.withObjectPostProcessor(useFailureHandler(refusal)))
			.exceptionHandling((failures) -> failures.authenticationEntryPoint(refusal).accessDeniedHandler(refusal))
			.build();
	}

	// By default the filter rethrows failures that are not the token's fault, such as
	// unavailable keys, to the servlet container.
	private static ObjectPostProcessor<BearerTokenAuthenticationFilter> useFailureHandler(
			ProblemAuthenticationEntryPoint refusal) {
		return new ObjectPostProcessor<>() {

			@Override
			public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
				filter.setAuthenticationFailureHandler(refusal);
				return filter;
			}

		};
	}

	private static HeaderWriter createContentSecurityPolicyWriter() {
		RequestMatcher page = PathPatternRequestMatcher.withDefaults().matcher("/swagger-ui/**");
		return (request, response) -> {
			// A page that sets its own policy keeps it.
			if (!response.containsHeader("Content-Security-Policy")) {
				response.setHeader("Content-Security-Policy",
						page.matches(request) ? OWN_PAGE : ProblemWriter.LOADS_NOTHING);
			}
		};
	}

	/**
	 * Observation is off because a span and a timer for each of a dozen filters would
	 * cost more than the filters themselves.
	 */
	@Bean
	SecurityObservationSettings unobservedFilters() {
		return SecurityObservationSettings.noObservations();
	}

	/**
	 * Applies the same rules as {@link StrictHttpFirewall}, with a fast path for
	 * printable ASCII: the default rules run a regular expression on every access to a
	 * header, also on long tokens.
	 */
	@Bean
	HttpFirewall firewall() {
		StrictHttpFirewall firewall = new StrictHttpFirewall();
		firewall.setAllowedHeaderNames(new PrintableAsciiOr(StrictHttpFirewall.ALLOWED_HEADER_NAMES));
		firewall.setAllowedHeaderValues(new PrintableAsciiOr(StrictHttpFirewall.ALLOWED_HEADER_VALUES));
		// Methods are not checked here, because a controller's
		// 405 response lists the allowed methods.
		firewall.setUnsafeAllowAnyHttpMethod(true);
		firewall.setAllowedParameterNames(new PrintableAsciiOr(StrictHttpFirewall.ALLOWED_PARAMETER_NAMES));
		return firewall;
	}

	@Bean
	RequestRejectedHandler refusedAddress(ProblemWriter problems) {
		return new RejectedPathHandler(problems);
	}

	@Bean
	WebMvcConfigurer callers(TokenSettings settings, CallerSettings callers) {
		TenantClaim tenantClaim = new TenantClaim(settings.tenantClaim());
		CallerArgumentResolver resolver = new CallerArgumentResolver(tenantClaim);
		RateLimitInterceptor limit = new RateLimitInterceptor(
				new TenantRateLimiter(callers.requestsPerSecond(), callers.burst(), Ticker.systemTicker()),
				tenantClaim);
		return new WebMvcConfigurer() {

			@Override
			public void addInterceptors(InterceptorRegistry registry) {
				registry.addInterceptor(new CallerMdcInterceptor(tenantClaim)).order(Ordered.HIGHEST_PRECEDENCE);
				registry.addInterceptor(limit).order(Ordered.HIGHEST_PRECEDENCE);
			}

			@Override
			public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
				resolvers.add(resolver);
				resolvers.add(new TenantArgumentResolver(resolver));
			}

		};
	}

}
