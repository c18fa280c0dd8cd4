package io.connectorservice.security;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class PlainConnectorPathTests {

	private final PlainConnectorPath path = new PlainConnectorPath("/api/v1/connectors/",
			"/api/v1/connectors/callback");

	@ParameterizedTest
	@CsvSource({ "/api/v1/connectors/7, true", "/api/v1/connectors/7/data, true", "/api/v1/connectors/, true",
			"/api/v1/connectors/callback/, true", "/api/v1/connectors/callbacks, true",
			"/api/v1/connectors/Callback, true", "/api/v1/connectors/callback, false", "/api/v1/connectors, false",
			"/api/v1/connectors/callbac%6b, false", "/api/v1/%63onnectors/7, false",
			"/api/v1/connectors/7%2fdata, false", "/api/v1/connectors/callback;a=b, false", "/api/v1/health, false",
			"/v3/api-docs, false" })
	void matchesOnlyPathsThatEveryReaderUnderstandsAlike(String uri, boolean matches) {
		assertThat(this.path.matches(new MockHttpServletRequest("GET", uri))).isEqualTo(matches);
	}

}
