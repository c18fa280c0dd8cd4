package io.connectorservice.outbound.masking;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import io.connectorservice.outbound.url.PercentEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class MaskingTests {

	private static final String SECRET = "s3cr3t/+ü\"\\&k€y 😀";

	private final Masking masking = Masking.forSecrets(List.of(SECRET));

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "UTF-16LE", "UTF-16BE" })
	void masksTheSecretAsItIs(Charset charset) {
		byte[] masked = this.masking.mask(("<" + SECRET + ">").getBytes(charset));
		assertThat(new String(masked, StandardCharsets.ISO_8859_1).replace("\0", "")).isEqualTo("<***>");
	}

	@Test
	void masksPercentEncodings() {
		String form = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
		assertMasked(form);
		assertMasked(form.toLowerCase(Locale.ROOT));
		assertMasked(form.replace("+", "%20"));
		assertMasked(URLEncoder.encode(form.replace("+", "%20"), StandardCharsets.UTF_8));
		assertMasked(PercentEncoding.encodeComponent(SECRET));
		assertMasked(PercentEncoding.encodePath(SECRET));
		assertMasked(PercentEncoding.encodeQuery(SECRET));
		StringBuilder all = new StringBuilder();
		for (byte b : SECRET.getBytes(StandardCharsets.UTF_8)) {
			all.append('%').append(HexFormat.of().toHexDigits(b));
		}
		assertMasked(all.toString());
	}

	@Test
	void masksEscapesOfJsonAndHtml() {
		assertMasked("s3cr3t/+ü\\\"\\\\&k€y 😀");
		assertMasked("s3cr3t\\/+\\u00fc\\u0022\\u005C\\u0026k\\u20AcY".replace("cY", "cy") + " \\ud83d\\uDE00");
		assertMasked("s3cr3t/+ü&quot;\\&amp;k€y 😀");
		assertMasked("s3cr3t&#x2F;&#43;&#252;&#34;&#92;&#38;k&#8364;y &#128512;");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					twelve.chars-"x | {\"e\":\"{\\\"k\\\":\\\"twelve.chars-\\\\\\\"x\\\"}\"}     | {\"e\":\"{\\\"k\\\":\\\"***\\\"}\"}
					"twelve.chars-  | %255C%2522twelve.chars-%2526amp             | %255C***%2526amp
					"twelve.chars-" | 5c22747765 6c76652e63686172732d              | 5c22***
					"twelve.chars-" | 5c227477656c76652e63686172732d5c             | 5c22***5c
					"twelve.chars-\u20ac | JXR3ZWx2ZS5jaGFycy0%3D                    | ***%3D
					"eleven.char"   | %255C%2522eleven.char%255C%2522              | %255C%2522eleven.char%255C%2522
					""")
	void masksPlainPartOfRepeatedlyEscapedSecret(String secret, String text, String expected) {
		assertThat(Masking.forSecrets(List.of(secret)).mask(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			2023             | {"id":20231999}               | {"id":20231999}
			2023             | {"id":2023}                   | {"id":"***"}
			2023             | {"id":-2023.0,"b":2}          | {"id":"***","b":2}
			2023             | {"id":2023e0}                 | {"id":"***"}
			2023             | {"year":"in 2023"}            | {"year":"in ***"}
			2023             | {"2023":1,"a":"2023"}         | {"2023":1,"a":"***"}
			2023             | [120230,2023,"2023"]          | [120230,"***","***"]
			2023             | 20231                         | 20231
			2023             | 2023                          | "***"
			true             | {"a":true,"b":"true"}         | {"a":"***","b":"***"}
			null             | [null,"null",0]               | ["***","***",0]
			name             | {"name":"my name","n":1.10}   | {"name":"my ***","n":1.10}
			2023             | {"a":"2023","n":12345678901234567890.1000} | {"a":"***","n":12345678901234567890.1000}
			2023             | {"a":"2023","n":1e400}        | {"a":"***","n":1e400}
			411111111111     | {"n":94111111111117}          | {"n":"***"}
			twelve.chars-    | {"twelve.chars-":1}           | {"***":1}
			a"b\u00fccd      | {"a":"a\\\"b\\u00fccd"}      | {"a":"***"}
			key-7            | {"a":"{\\\"k\\\":\\\"key-7\\\"}"} | {"a":"{\\\"k\\\":\\\"***\\\"}"}
			2023             | {"a":"2023"}{"b":20230}       | {"a":"***"} {"b":20230}
			2023             | {"a":2023                     | {"a":***
			2023             | <2023>                        | <***>
			2023             | {"a":"MjAyMw=="}              | {"a":"***"}
			""")
	void keepsJsonValid(String secret, String body, String expected) {
		byte[] masked = Masking.forSecrets(List.of(secret)).maskBody(body.getBytes(StandardCharsets.UTF_8));
		assertThat(new String(masked, StandardCharsets.UTF_8)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			a"b/c           | {"e":"{\\"k\\":\\"<a\\\\\\"b/c>\\"}"}
			a"b/c           | PHP twice <a\\\\\\"b\\\\\\/c>
			a"b/c           | JSON in HTML &quot;<a\\&quot;b/c>&quot;
			a"b/c           | JSON in HTML &#34;<a\\&#34;b\\/c>&#34;
			a"b/c           | HTML in HTML <a&amp;quot;b/c>
			a"b/c           | JSON in a URL <a%5C%22b%2Fc>
			a"b/c           | HTML in a URL <a%26quot%3bb%2fc>
			a\\b\\c      | once <a\\\\b\\\\c>
			a\\b\\c      | twice <a\\\\\\\\b\\\\\\\\c>
			a\\\\b      | as it is <a\\\\b>
			a\\\\b      | once <a\\\\\\\\b>
			a\\\\b      | twice <a\\\\\\\\\\\\\\\\b>
			p\u00fcss      | JSON twice <p\\\\u00fcss>
			p\u00fcss      | JSON in HTML <p\\u00FCss>
			p\u00fcss      | JSON twice, plain <p\u00fcss>
			p\u00fcss      | HTML twice <p&amp;#252;ss>
			k\ud83d\ude00y2 | JSON twice <k\\\\ud83d\\\\ude00y2>
			it's mine       | PHP's HTML <it&#039;s mine>
			it's mine       | HTML in JSON <it&#x27;s mine>
			a&b=c           | HTML twice <a&amp;amp;b=c>
			a<b>cd          | JSON in HTML <a\\u003cb\\u003ecd>
			""")
	void masksDoubleEscapedSecret(String plain, String written) {
		int begin = written.indexOf('<');
		int end = written.lastIndexOf('>');
		String masked = written.substring(0, begin) + "***" + written.substring(end + 1);
		assertThat(Masking.forSecrets(List.of(plain))
			.mask(written.substring(0, begin) + written.substring(begin + 1, end) + written.substring(end + 1)))
			.isEqualTo(masked);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\r\n", "\n", "\\r\\n", "\\n" })
	void masksBase64InLines(String lineEnd) {
		String secret = "a-secret-that-is-longer-than-a-line-of-mime-which-holds-seventy-six-characters-of-base64-0123456789";
		for (String before : List.of("", "u", "us")) {
			String base64 = Base64.getMimeEncoder()
				.encodeToString((before + secret).getBytes(StandardCharsets.UTF_8))
				.replace("\r\n", lineEnd);
			String masked = Masking.forSecrets(List.of(secret)).mask("<" + base64 + ">");
			assertThat(masked).isEqualTo("<***>");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ":", "-", " ", "\\x" })
	void masksHexByteByByte(String separator) {
		String hex = HexFormat.ofDelimiter(separator).formatHex(SECRET.getBytes(StandardCharsets.UTF_8));
		assertMasked(hex);
		assertMasked(
				HexFormat.ofDelimiter(separator).withUpperCase().formatHex(SECRET.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void masksHexOfEitherCase() {
		String hex = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));
		assertMasked(hex);
		assertMasked(hex.toUpperCase(Locale.ROOT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "u", "us", "usr", "user:", "user12:", "{\"token\":\"" })
	void masksBase64AtAnyOffset(String before) {
		for (String after : List.of("", ":", "\"}", ":pw")) {
			byte[] bytes = (before + SECRET + after).getBytes(StandardCharsets.UTF_8);
			for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder(),
					Base64.getEncoder().withoutPadding(), Base64.getUrlEncoder().withoutPadding())) {
				assertMasked(encoder.encodeToString(bytes));
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			abcd1234        | abcd1234abcd1234 | ***
			abcd1234        | xabcd1234y       | x***y
			abcd1234        | abcd123          | abcd123
			abcd1234        | abcdabcd1234     | abcd***
			abcd1234        | ab%63d1234       | ***
			abcd1234,d12345 | abcd12345        | ***
			abcd1234,x      | x abcd1234 x     | x *** x
			abc             | abc              | abc
			''              | abc              | abc
			aaaa            | aaaaaa           | ***aa
			""")
	void masksOnlyMatches(String secrets, String text, String expected) {
		assertThat(Masking.forSecrets(Arrays.asList(secrets.split(","))).mask(text)).isEqualTo(expected);
	}

	@Test
	void masksInBinaryBodies() {
		byte[] body = { (byte) 0xff, 0, 'a', 'b', 'c', 'd', (byte) 0xfe };
		assertThat(Masking.forSecrets(List.of("abcd")).mask(body)).containsExactly(0xff, 0, '*', '*', '*', 0xfe);
	}

	@Test
	void keepsTheArrayWhereNothingIsSecret() {
		byte[] body = { 1, 2, 3 };
		assertThat(this.masking.mask(body)).isSameAs(body);
	}

	@Test
	void masksLatin1Bodies() {
		byte[] body = "über".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(new String(Masking.forSecrets(List.of("über")).mask(body), StandardCharsets.UTF_8)).isEqualTo("***");
	}

	@Test
	void masksPrefixOfLongSecret() {
		String secret = "x".repeat(10) + "abcdefghij".repeat(100);
		assertThat(Masking.forSecrets(List.of(secret)).mask("<" + secret.substring(0, 300) + ">")).isEqualTo("<***>");
		assertThat(Masking.forSecrets(List.of(secret)).mask("<" + secret + ">")).isEqualTo("<***>");
	}

	@Test
	void masksInLinearTime() {
		String secret = "a".repeat(8000);
		byte[] near = ("a".repeat(250) + "b").repeat(8000).getBytes(StandardCharsets.US_ASCII);
		byte[] base64 = Base64.getEncoder().encode("secret".repeat(300_000).getBytes(StandardCharsets.US_ASCII));
		assertTimeout(Duration.ofSeconds(60), () -> Masking.forSecrets(List.of(secret)).mask(near));
		assertThat(Masking.forSecrets(List.of("secret")).mask(base64))
			.isEqualTo("***".getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	void keepsOrdinaryResponsesUnchanged() {
		byte[] random = new byte[1_000_000];
		new Random(7).nextBytes(random);
		String text = Base64.getEncoder().encodeToString(random);
		assertThat(Masking.forSecrets(List.of("Tr0ub4dor&3", "another-secret-value")).mask(text)).isEqualTo(text);
	}

	private void assertMasked(String written) {
		assertThat(this.masking.mask("<" + written + ">")).isEqualTo("<***>");
	}

}
