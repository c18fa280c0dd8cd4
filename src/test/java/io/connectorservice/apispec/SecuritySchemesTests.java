package io.connectorservice.apispec;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static io.connectorservice.apispec.TestDescriptions.json;
import static org.assertj.core.api.Assertions.assertThat;

class SecuritySchemesTests {

	@ParameterizedTest
	@CsvSource({ "https://api.example.com/v1, /oauth2/token, https://api.example.com/oauth2/token",
			"https://api.example.com/v1/, oauth2/token, https://api.example.com/v1/oauth2/token",
			"https://api.example.com, https://auth.example.com/token, https://auth.example.com/token",
			"https://api.example.com, not a url, not a url", "/relative, /oauth2/token, /oauth2/token" })
	void resolvesTokenUrlsAgainstTheServer(String server, String tokenUrl, String expected) {
		JsonNode description = json("""
				{"servers":[{"url":"%s"}],"components":{"securitySchemes":{"o":{"type":"oauth2","flows":
				{"clientCredentials":{"tokenUrl":"%s"}}}}}}""".formatted(server, tokenUrl));
		assertThat(SecuritySchemes.of(description).findFields("oauth2", json("{}")).path("token_url").asString())
			.isEqualTo(expected);
	}

}
