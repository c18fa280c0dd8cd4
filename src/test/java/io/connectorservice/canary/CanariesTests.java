package io.connectorservice.canary;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class CanariesTests {

	private final Canaries canaries = new Canaries();

	private final String secret = this.canaries.secret("the one", "p\u00e4ss\"&\\/+ ", "=%?#");

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static Stream<Arguments> writings() {
		return Stream.of(createArguments("plain", (secret) -> secret),
				createArguments("percent-encoded", (secret) -> URLEncoder.encode(secret, StandardCharsets.UTF_8)),
				createArguments("for JSON", (secret) -> secret.replace("\\", "\\\\").replace("\"", "\\\"")),
				createArguments("hex", (secret) -> HexFormat.of().formatHex(utf8(secret))),
				createArguments("HEX", (secret) -> HexFormat.of().withUpperCase().formatHex(utf8(secret))),
				createArguments("Base64", (secret) -> Base64.getEncoder().encodeToString(utf8(secret))),
				createArguments("Base64 of a user name and it",
						(secret) -> Base64.getEncoder().encodeToString(utf8("user:" + secret))),
				createArguments("Base64 within more",
						(secret) -> Base64.getUrlEncoder().encodeToString(utf8("users:" + secret + "more"))),
				createArguments("the middle of it", (secret) -> secret.substring(6, secret.length() - 2)));
	}

	private static Arguments createArguments(String name, UnaryOperator<String> writing) {
		return arguments(name, writing);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("writings")
	void findsCanariesInEveryEncoding(String name, UnaryOperator<String> writing) {
		assertThat(this.canaries.in(name, "before " + writing.apply(this.secret) + " after")).isNotEmpty()
			.allMatch((found) -> found.startsWith("the one in " + name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "canary", "canary0123456789abcdef0123456789abcdef", "***", "p\u00e4ss\"&\\/+ " })
	void findsNoCanariesInOtherText(String text) {
		assertThat(this.canaries.in("text", text)).isEmpty();
	}

}
