package io.connectorservice.security;

import io.connectorservice.security.token.TenantClaim;
import io.connectorservice.trace.RequestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where another claim names the tenant, a token's subject is any text, and who did
 * something becomes part of rows.
 */
class CallerMdcInterceptorTests {

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
		RequestContext.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000b", "a\ud800b", "a\r\nb", "a\u202eb", "\ufeff" })
	void sanitizesActorForStorage(String subject) {
		Jwt token = Jwt.withTokenValue("t").header("alg", "none").subject(subject).build();
		SecurityContextHolder.getContext().setAuthentication(new JwtAuthenticationToken(token));
		new CallerMdcInterceptor(new TenantClaim("app_metadata.tenant_id")).preHandle(new MockHttpServletRequest(),
				new MockHttpServletResponse(), this);
		assertThat(RequestContext.currentActor()).startsWith("user:").matches("[!-~]{1,200}");
	}

}
