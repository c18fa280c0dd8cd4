package io.connectorservice.outbound;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.connectorservice.outbound.url.TargetUrl;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OutboundRequestTests {

	private final OutboundRequest request = OutboundRequest.of("GET", TargetUrl.of("https://api.example/v1?a=1"));

	@ParameterizedTest
	@CsvSource({ "X-Request-ID, true", "X-Tenant-ID, true", "X-Forwarded-For, true", "PSU-IP-Address, true",
			"X_Forwarded_Host, true", "Host, false", "Content-Length, false", "Connection, false", "TE, false",
			"Transfer-Encoding, false", "Upgrade, false", "Cookie, false", "X-HTTP-Method-Override, false",
			"Proxy-Authorization, false", "X-Key, false" })
	void setsDeclaredHeadersThatFrameAndRouteNothing(String name, boolean free) {
		OutboundRequest request = OutboundRequest.of("GET", TargetUrl.parseBaseUrl("https://a.example"))
			.withCredentialHeader("X-Key", "k", List.of());
		if (free) {
			assertThat(request.withDeclaredHeader(name, "v").headers()).containsEntry(name, "v");
		}
		else {
			assertThatExceptionOfType(InvalidHeaderException.class)
				.isThrownBy(() -> request.withDeclaredHeader(name, "v"));
		}
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/headers.csv", numLinesToSkip = 1, delimiter = '|',
			ignoreLeadingAndTrailingWhitespace = false)
	void acceptsOnlyPlainHeaders(String name, String value, String verdict) {
		if (verdict.equals("ok")) {
			assertThat(this.request.withHeader(name, value).headers()).containsExactly(Map.entry(name, value));
			return;
		}
		assertRefused(() -> this.request.withHeader(name, value), verdict);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nX: y", "a\nb", "a\u0000", "\t", " ", "a\u007f", "a\u0085" })
	void rejectsValuesThatBreakTheMessage(String value) {
		assertRefused(() -> this.request.withHeader("X-V", value), "value");
		assertRefused(() -> this.request.withCredentialHeader("X-V", value, List.of()), "value");
	}

	@Test
	void rejectsValuesThatAreTooLong() {
		assertThat(this.request.withHeader("X-V", "a".repeat(8192)).headers()).containsKey("x-v");
		assertRefused(() -> this.request.withHeader("X-V", "a".repeat(8193)), "value");
	}

	@Test
	void allowsCredentialInCookieButNotInFramingHeaders() {
		assertThat(this.request.withCredentialHeader("Cookie", "sid=secret", List.of("secret")).headers())
			.containsKey("cookie");
		assertRefused(() -> this.request.withCredentialHeader("Host", "x", List.of()), "reserved");
		assertRefused(() -> this.request.withCredentialHeader("X Y", "x", List.of()), "name");
	}

	@Test
	void replacesAnEarlierHeaderInAnyCase() {
		assertThat(this.request.withHeader("Accept", "a/b").withHeader("ACCEPT", "c/d").headers())
			.containsExactly(Map.entry("ACCEPT", "c/d"));
	}

	@Test
	void preventsHeaderFromReplacingCredential() {
		OutboundRequest signed = this.request.withHeader("x-api-key", "mine")
			.withCredentialHeader("X-Api-Key", "real", List.of("real"));
		assertThat(signed.headers()).containsExactly(Map.entry("X-Api-Key", "real"));
		assertRefused(() -> signed.withHeader("x-api-KEY", "mine"), "credential");
		assertThat(signed.withCredentialHeader("X-API-KEY", "other", List.of("other")).headers())
			.containsExactly(Map.entry("X-API-KEY", "other"));
	}

	@Test
	void preventsParameterFromOverridingCredential() {
		OutboundRequest signed = OutboundRequest
			.of("GET", TargetUrl.of("https://api.example/v1?Key=mine&a=1&%6bey=mine"))
			.withCredentialQuery("key", "x")
			.withCredentialQuery("key", "r&l");
		assertThat(signed.url().text()).isEqualTo("https://api.example/v1?a=1&key=r%26l");
		assertThat(signed).hasToString("GET https://api.example/v1?a=1&key=***");
	}

	@Test
	void showsCredentialsInTheQueryMaskedHoweverShort() {
		assertThat(OutboundRequest.of("get", TargetUrl.of("https://api.example/v1"))
			.withCredentialQuery("k", "x")
			.withCredentialQuery("l", "y")).hasToString("GET https://api.example/v1?k=***&l=***");
	}

	@Test
	void printsNoCredential() {
		OutboundRequest signed = OutboundRequest.of("POST", TargetUrl.of("https://api.example/v1/s3cr3t?a=s3cr3t"))
			.withHeader("X-Plain", "plain")
			.withCredentialHeader("Authorization", "Bearer s3cr3t", List.of("s3cr3t"))
			.withBody("text/plain", "s3cr3t".getBytes(StandardCharsets.UTF_8));
		assertThat(signed).hasToString("POST https://api.example/v1/***?a=***");
	}

	@Test
	void keepsTheBodyAsItWas() {
		byte[] body = { 1, 2 };
		OutboundRequest withBody = this.request.withBody("application/octet-stream", body);
		body[0] = 9;
		withBody.body()[1] = 9;
		assertThat(withBody.body()).containsExactly(1, 2);
		assertThat(withBody.mediaType()).contains("application/octet-stream");
		assertThat(this.request.body()).isEmpty();
		assertThat(this.request.mediaType()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "text/plain\r\nX: y", "a b/c", "text/*;q=ü" })
	void rejectsInvalidMediaTypes(String mediaType) {
		assertThatExceptionOfType(InvalidHeaderException.class)
			.isThrownBy(() -> this.request.withBody(mediaType, new byte[] { 1 }));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "CONNECT", "TRACE", "GET /x HTTP/1.1\r\n", "PROPFIND" })
	void rejectsUnsupportedMethods(String method) {
		assertThatIllegalArgumentException().isThrownBy(() -> OutboundRequest.of(method, this.request.url()));
	}

	private static void assertRefused(ThrowingCallable attack, String reason) {
		assertThatExceptionOfType(InvalidHeaderException.class).isThrownBy(attack)
			.satisfies((refused) -> assertThat(refused.reason()).isEqualTo(reason));
	}

}
