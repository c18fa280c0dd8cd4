package io.connectorservice.oauth.authorization;

import java.util.List;

import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The redirect URI that is sent to providers.
 */
class CallbackAddressTests {

	@ParameterizedTest(name = "{0} and {1} give {2}")
	@CsvSource(nullValues = "-", textBlock = """
			https://connect.example.com,     -, https://connect.example.com/api/v1/connectors/oauth2/callback
			https://connect.example.com/,    -, https://connect.example.com/api/v1/connectors/oauth2/callback
			https://example.com/connect//,   -, https://example.com/connect/api/v1/connectors/oauth2/callback
			http://localhost:3001,           -, http://localhost:3001/api/v1/connectors/oauth2/callback
			https://connect.example.com, https://other.example, https://other.example
			-, https://Other.example:443/Back?tenant=1, https://Other.example:443/Back?tenant=1
			-, http://localhost/cb, http://localhost/cb
			""")
	void usesConnectorsRedirectUriElsePublicUrl(@Nullable String publicUrl, @Nullable String redirectUri,
			String expected) {
		assertThat(of(publicUrl, redirectUri)).isEqualTo(expected);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(nullValues = "-",
			value = { "-", "'javascript:alert(1)'", "'/callback'", "'https://a.example/#f'", "'https://u@a.example/'" })
	void rejectsUnusableRedirectUri(@Nullable String redirectUri) {
		assertThatThrownBy(() -> of(null, redirectUri)).isInstanceOf(ProblemException.class)
			.extracting("code")
			.isEqualTo(ProblemCode.CONFIGURATION_INVALID);
	}

	private static String of(@Nullable String publicUrl, @Nullable String redirectUri) {
		var json = StrictJson.mapper().createObjectNode();
		if (redirectUri != null) {
			json.put("redirect_uri", redirectUri);
		}
		return new CallbackAddress(ReturnUrlsTests.settings(publicUrl))
			.resolveRedirectUri(new OAuthConfig(json, List.of()))
			.toString();
	}

	@ParameterizedTest
	@ValueSource(strings = { "connect.example.com", "ftp://connect.example.com", "https://", "https://u@a.example",
			"https://a.example?x", "https://a.example#x", "not an address", "https://a.example:99999" })
	void rejectsInvalidPublicUrl(String publicUrl) {
		assertThatThrownBy(() -> new CallbackAddress(ReturnUrlsTests.settings(publicUrl)))
			.isInstanceOf(InvalidSettingException.class)
			.hasMessageStartingWith("PUBLIC_URL must be an address");
	}

}
