package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The return URLs that are allowed, and the parameters that are added to them.
 */
class ReturnUrlsTests {

	private static final UUID CONNECTOR = UUID.fromString("00000000-0000-4000-8000-0000000000c1");

	private static final UUID AUTHORIZATION = UUID.fromString("00000000-0000-4000-8000-0000000000a1");

	private final ReturnUrls urls = new ReturnUrls(
			settings(null, "https://app.example.com", "http://localhost:3000/", "https://[2001:db8::1]:8443"));

	static AuthorizationSettings settings(@Nullable String publicUrl, String... allowed) {
		Map<String, Object> given = new LinkedHashMap<>();
		for (int i = 0; i < allowed.length; i++) {
			given.put("connector.oauth.return-url-allow[" + i + "]", allowed[i]);
		}
		if (publicUrl != null) {
			given.put("connector.oauth.public-url", publicUrl);
		}
		return new Binder(new MapConfigurationPropertySource(given)).bindOrCreate("connector.oauth",
				AuthorizationSettings.class);
	}

	@ParameterizedTest(name = "{0} is {1}")
	@CsvFileSource(resources = "/oauth/return-urls.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '~')
	void allowsExactOriginsAndNothingElse(String url, String verdict) {
		if (verdict.equals("allowed")) {
			this.urls.requireAllowed(url);
			assertThat(new WebUrl(ReturnUrls.withOutcome(url, createFailedOutcome(null))).buildOrigin())
				.isIn("https://app.example.com", "http://localhost:3000", "https://[2001:db8::1]:8443");
		}
		else {
			assertRefused(url);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", " https://app.example.com", "https://app.example.com\t",
			"https://app.example.com\n", "https://app.example.com/\r\nX: y", "https://app\u0000.example.com",
			"https://app.example.com\u0000", "\thttps://app.example.com", "https://app.\nexample.com/",
			"https://app.example.com/\u0085", "https://app.example.com/\u00a0", "java\nscript:alert(1)" })
	void rejectsControlAndSpaceCharacters(String url) {
		assertRefused(url);
	}

	private void assertRefused(String url) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.urls.requireAllowed(url))
			.satisfies((refused) -> {
				assertThat(refused.code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
				assertThat(refused.faults().getFirst().pointer()).isEqualTo("/return_url");
			});
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					https://a.example          | https://a.example?connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/         | https://a.example/?connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/d?       | https://a.example/d?connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/d?n=%2Fh | https://a.example/d?n=%2Fh&connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/%20?a+b  | https://a.example/%20?a+b&connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/d?status=connected&x=1&code=1&error | https://a.example/d?x=1&connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/d?%73tatus=connected&x | https://a.example/d?x&connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/d?status=1&status=2 | https://a.example/d?connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/d?a=1&&b=2& | https://a.example/d?a=1&b=2&connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					https://a.example/d?u=a?b=c | https://a.example/d?u=a?b=c&connector_id=ID&status=failed&code=authorization_failed&error=access_denied&authorization_id=AUTH
					""")
	void appendsOutcomeAndKeepsRestOfUrl(String url, String expected) {
		assertThat(ReturnUrls.withOutcome(url, createFailedOutcome("access_denied")))
			.isEqualTo(URI.create(expected.replace("AUTH", AUTHORIZATION.toString()).replace("=ID", "=" + CONNECTOR)));
	}

	private static AuthorizationOutcome createFailedOutcome(@Nullable String error) {
		return new AuthorizationOutcome(AUTHORIZATION, CONNECTOR, AuthorizationOutcome.Status.FAILED,
				ProblemCode.AUTHORIZATION_FAILED, "why", error, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "app.example.com", "https://*.example.com", "https://app.example.com/done",
			"https://app.example.com?a", "https://user@app.example.com", "https://app.example.com#a", "https://",
			"javascript:alert(1)", "ftp://app.example.com", "null", "https://a.example:99999", "https://a b", "" })
	void rejectsAllowListWithAnythingButOrigins(String origin) {
		assertThatThrownBy(() -> new ReturnUrls(settings(null, "https://good.example", origin)))
			.isInstanceOf(InvalidSettingException.class)
			.hasMessage("RETURN_URL_ALLOW must list origins such as https://app.example.com");
	}

}
