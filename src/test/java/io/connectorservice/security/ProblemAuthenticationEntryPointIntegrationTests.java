package io.connectorservice.security;

import java.time.Duration;

import io.connectorservice.problem.ProblemMetrics;
import io.connectorservice.problem.ProblemWriter;
import io.connectorservice.security.token.TokenSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the filters in front of the controllers with token checks that fail in each way
 * they can.
 */
class ProblemAuthenticationEntryPointIntegrationTests {

	private final WebApplicationContextRunner service = new WebApplicationContextRunner()
		.withUserConfiguration(Web.class, SecurityConfiguration.class)
		.withBean(JsonMapper.class, JsonMapper::new)
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(ProblemMetrics.class)
		.withBean(ProblemWriter.class)
		.withBean(TokenSettings.class, () -> new TokenSettings(null, null, null, "authenticated", "sub", false, null))
		.withBean(CallerSettings.class,
				() -> new CallerSettings(1000, 2000, Duration.ofSeconds(10), Duration.ofSeconds(30)));

	private MockHttpServletResponse answer(JwtDecoder decoder, String method, String path) {
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.service.withBean(JwtDecoder.class, () -> decoder).run((context) -> {
			MockHttpServletRequest request = new MockHttpServletRequest(method, path);
			request.addHeader("Authorization", "Bearer abc");
			context.getBean("springSecurityFilterChain", Filter.class)
				.doFilter(request, response, new MockFilterChain());
		});
		return response;
	}

	@Test
	void reportsUnavailableKeys() throws Exception {
		MockHttpServletResponse response = answer((token) -> {
			throw new JwtException("An error occurred while attempting to decode the Jwt: http://10.0.0.1/keys");
		}, "GET", "/api/v1/connectors/configurations");
		assertThat(response.getStatus()).isEqualTo(503);
		assertThat(response.getHeader("Retry-After")).isEqualTo("5");
		assertThat(response.getContentType()).isEqualTo("application/problem+json");
		assertThat(response.getContentAsString()).contains("\"token_keys_unavailable\"").doesNotContain("10.0.0.1");
	}

	@Test
	void reportsBadToken() throws Exception {
		MockHttpServletResponse response = answer((token) -> {
			throw new BadJwtException("Signed JWT rejected: internals");
		}, "GET", "/api/v1/connectors/configurations");
		assertThat(response.getStatus()).isEqualTo(401);
		assertThat(response.getContentAsString()).contains("\"unauthorized\"").doesNotContain("internals");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api//v1", "/api/v1;a=b", "/api/%2e%2e/v1", "/api/v1/\u0000" })
	void rejectsAmbiguousPaths(String path) throws Exception {
		MockHttpServletResponse response = answer((token) -> {
			throw new BadJwtException("never asked");
		}, "GET", path);
		assertThat(response.getStatus()).isEqualTo(400);
		assertThat(response.getContentType()).isEqualTo("application/problem+json");
		assertThat(response.getContentAsString()).contains("\"validation_failed\"").doesNotContain("firewall");
	}

	/**
	 * As the service itself has it.
	 */
	@EnableWebSecurity
	@EnableWebMvc
	static class Web {

	}

}
