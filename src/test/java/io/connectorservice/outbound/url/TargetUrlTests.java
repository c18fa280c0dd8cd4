package io.connectorservice.outbound.url;

import java.net.URI;
import java.util.Optional;
import java.util.Random;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TargetUrlTests {

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/joins.csv", numLinesToSkip = 1, delimiter = '|')
	void joinsBelowBaseOrGivesReason(String base, String resource, String expected) {
		TargetUrl url = TargetUrl.parseBaseUrl(base);
		if (expected.startsWith("!")) {
			assertRefused(() -> url.resolve(resource), expected.substring(1));
			return;
		}
		TargetUrl joined = url.resolve(resource);
		assertThat(joined.text()).isEqualTo(expected);
		assertThat(joined.hasSameOrigin(url)).isTrue();
		assertThat(TargetUrl.of(joined.text())).isEqualTo(joined).hasSameHashCodeAs(joined);
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/bases.csv", numLinesToSkip = 1, delimiter = '|')
	void acceptsOnlyPlainBaseUrls(String text, String verdict) {
		if (verdict.equals("ok")) {
			assertThat(TargetUrl.parseBaseUrl(text).path()).startsWith("/");
			return;
		}
		assertRefused(() -> TargetUrl.parseBaseUrl(text), verdict);
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/hosts.csv", numLinesToSkip = 1, delimiter = '|')
	void acceptsOnlyCanonicalHosts(String host, String verdict) {
		if (verdict.equals("ok")) {
			assertThat(TargetUrl.parseBaseUrl("https://" + host + "/").host()).isEqualToIgnoringCase(host);
			return;
		}
		assertRefused(() -> TargetUrl.parseBaseUrl("https://" + host + "/"), verdict);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a\nb", "/a\u0000", "/a\rHost: x", "/a?b=\n", "\u007f", "/\u0085" })
	void rejectsRawControls(String resource) {
		assertRefused(() -> TargetUrl.parseBaseUrl("https://example.com").resolve(resource), "control");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/\ud800", "/a?b=\udfff", "/\ue000", "/\u2028", "/\u202e", "/\u00ad", "/\ufdd0" })
	void rejectsHalfCharactersAndInvisibleOnes(String resource) {
		assertRefused(() -> TargetUrl.parseBaseUrl("https://example.com").resolve(resource), "odd_unicode");
	}

	@Test
	void rejectsTooLongUrl() {
		TargetUrl base = TargetUrl.parseBaseUrl("https://example.com");
		assertRefused(() -> base.resolve("/" + "a".repeat(9000)), "too_long");
		assertRefused(() -> base.resolve("/" + "ü".repeat(3000)), "too_long");
		assertThat(base.resolve("/" + "a".repeat(8000)).text()).hasSize(8020);
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/references.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '\'')
	void resolvesReferencesAsTheStandardSays(String base, String reference, String expected) {
		assertThat(UrlReference.of(base).resolve(UrlReference.of(reference)).renderText()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/redirects.csv", numLinesToSkip = 1, delimiter = ';', quoteCharacter = '\'')
	void resolvesOrIgnoresRedirectLocation(String location, @Nullable String expected) {
		assertThat(TargetUrl.of("https://h.example/v1/list?a=1").resolveReference(location).map(TargetUrl::text))
			.isEqualTo(Optional.ofNullable(expected));
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/encoded-paths.csv", numLinesToSkip = 1, delimiter = ';',
			ignoreLeadingAndTrailingWhitespace = false)
	void acceptsInternationalNamesAsParameters(String parameter, String expected) {
		TargetUrl base = TargetUrl.parseBaseUrl("https://api.example.com/v1");
		String path = "/places/" + PercentEncoding.encodeComponent(parameter);
		if (expected.startsWith("!")) {
			assertRefused(() -> base.resolveEncoded(path), expected.substring(1));
			return;
		}
		assertThat(base.resolveEncoded(path).text()).isEqualTo("https://api.example.com/v1/places/" + expected);
		assertRefused(() -> base.resolveEncoded("/places/" + parameter), "odd_unicode");
		assertRefused(() -> base.resolve("/places/" + parameter), "odd_unicode");
	}

	@Test
	void neverResolvesOutsideTheBase() {
		Random random = new Random(42);
		String[] parts = { "..", ".", "/", "//", "\\", "%2e", "%2E", "%252e", "%2f", "%5c", "%25", "2e", "@", ":", ";",
				"evil.com", "https:", "?", "#", "a", " ", "ü", "．", "%00", "%c0%ae", "[", "{" };
		TargetUrl base = TargetUrl.parseBaseUrl("https://api.example.com/v1/t");
		for (int round = 0; round < 50_000; round++) {
			StringBuilder resource = new StringBuilder();
			for (int part = random.nextInt(7); part >= 0; part--) {
				resource.append(parts[random.nextInt(parts.length)]);
			}
			assertStaysBelow(base, resource.toString());
		}
	}

	private static void assertStaysBelow(TargetUrl base, String resource) {
		TargetUrl joined;
		try {
			joined = base.resolve(resource);
		}
		catch (InvalidTargetException _) {
			return;
		}
		URI uri = URI.create(joined.text());
		assertThat(uri.toASCIIString()).isEqualTo(joined.text());
		assertThat(uri.normalize().toString()).isEqualTo(joined.text());
		assertThat(uri.getRawAuthority()).isEqualTo("api.example.com");
		assertThat(uri.getPath()).startsWith("/v1/t").doesNotContain("/../", "\\");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			api_key=evil                    | https://h.example/p
			a=1&api_key=evil&b=2            | https://h.example/p?a=1&b=2
			API_KEY=evil                    | https://h.example/p
			api%5Fkey=evil                  | https://h.example/p
			api%255Fkey=evil&x=y            | https://h.example/p?x=y
			%61pi_key                       | https://h.example/p
			api_key                         | https://h.example/p
			+api_key=evil                   | https://h.example/p
			a=1;api_key=evil                | https://h.example/p
			a=api_key                       | https://h.example/p?a=api_key
			api_keys=1                      | https://h.example/p?api_keys=1
			q=x%26api_key%3Dy               | https://h.example/p?q=x%26api_key%3Dy
			""")
	void dropsEverySpellingOfAParameter(String query, String expected) {
		assertThat(TargetUrl.of("https://h.example/p?" + query).withoutQuery("api_key").text()).isEqualTo(expected);
	}

	@Test
	void returnsSameUrlWithoutQueryToDrop() {
		TargetUrl url = TargetUrl.of("https://h.example/p");
		assertThat(url.withoutQuery("a")).isSameAs(url);
	}

	@Test
	void encodesParametersWhole() {
		TargetUrl url = TargetUrl.parseBaseUrl("https://h.example/p").withQuery("a b", "c&d=e%+ü/?").withQuery("x", "");
		assertThat(url.text()).isEqualTo("https://h.example/p?a%20b=c%26d%3De%25%2B%C3%BC%2F%3F&x=");
		assertThat(url.query()).contains("a%20b=c%26d%3De%25%2B%C3%BC%2F%3F&x=");
		assertThat(url).hasToString("https://h.example/p");
	}

	@Test
	void resolvesBesideAnExistingQuery() {
		assertThat(TargetUrl.of("https://h.example/p?a=1").resolve("/b?c=2").text())
			.isEqualTo("https://h.example/p/b?a=1&c=2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/b                      | https://h.example/b
			c?d=e                   | https://h.example/p/c?d=e
			https://h.example:443/x | https://h.example/x
			https://o.example/x#y   | https://o.example/x
			//o.example/x           | https://o.example/x
			../z                    | https://h.example/z
			https://u:p@h.example/x | none
			http://[::1             | none
			ftp://h.example/        | none
			/a b                    | https://h.example/a%20b
			/%2e%2e/a               | none
			""")
	void readsWhereARedirectLeads(String location, String expected) {
		assertThat(TargetUrl.of("https://h.example/p/a").resolveReference(location).map(TargetUrl::text).orElse("none"))
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "https://h.example/a,https://h.example:443/b,true", "https://h.example,http://h.example,false",
			"https://h.example,https://h.example:444,false", "https://h.example,https://i.example,false",
			"http://h.example,http://h.example:80,true", "https://h.example,https://H.EXAMPLE,true" })
	void comparesOriginsBySchemeHostAndPort(String one, String other, boolean same) {
		assertThat(TargetUrl.of(one).hasSameOrigin(TargetUrl.of(other))).isEqualTo(same);
	}

	private static void assertRefused(ThrowingCallable attack, String reason) {
		assertThatExceptionOfType(InvalidTargetException.class).isThrownBy(attack)
			.satisfies((refused) -> assertThat(refused.reason()).isEqualTo(reason))
			.satisfies((refused) -> assertThat(refused.getMessage()).endsWith("."));
	}

}
