package io.connectorservice.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class StrictJsonTests {

	@ParameterizedTest
	@MethodSource("malformed")
	void rejectsMalformedJsonWithLineAndReason(String json, int line, int column, String reason) {
		assertRefused(json.getBytes(StandardCharsets.UTF_8), line, column, reason);
	}

	static Stream<Arguments> malformed() {
		return Stream.of(
				// nothing, or not enough
				arguments("", 1, 1, "there is no body"), arguments(" ", 1, 2, "there is no value"),
				arguments("\n\n", 3, 1, "there is no value"), arguments("{", 1, 2, "ends before"),
				arguments("[", 1, 2, "ends before"), arguments("{\"a\"", 1, 5, "ends before"),
				arguments("{\"a\":", 1, 6, "ends before"), arguments("{\"a\":1", 1, 7, "ends before"),
				arguments("{\"a\":1,", 1, 8, ""), arguments("[1,\n2", 2, 2, "ends before"),
				arguments("\"abc", 1, 5, "ends before"), arguments("\"abc\\", 1, 6, "ends before"),
				arguments("\"\\u12", 1, 6, "ends before"), arguments("tru", 1, 4, "not JSON"),
				arguments("[[[]]", 1, 6, "ends before"),
				// too much
				arguments("{} {}", 1, 4, "after the value"), arguments("1 2", 1, 3, "after the value"),
				arguments("{}]", 1, 3, "not JSON"), arguments("{},", 1, 3, "not JSON"),
				arguments("null x", 1, 6, "not JSON"), arguments("[]\n\n\"a\"", 3, 1, "after the value"),
				// the same twice
				arguments("{\"a\":1,\"a\":2}", 1, 8, "same name twice"),
				arguments("{\"b\":{\"a\":1,\n\"a\":1}}", 2, 1, "same name twice"),
				arguments("{\"a\":1,\"\\u0061\":2}", 1, 8, "same name twice"),
				arguments("[{\"a\":1},{\"x\":0,\"y\":0,\"z\":0,\"x\":0}]", 1, 29, "same name twice"),
				arguments("{\"\":1,\"\":2}", 1, 7, "same name twice"),
				// what only looks like JSON
				arguments("NaN", 1, 1, "not JSON"), arguments("[Infinity]", 1, 2, "not JSON"),
				arguments("-Infinity", 1, 1, "not JSON"), arguments("{a:1}", 1, 2, "not JSON"),
				arguments("{'a':1}", 1, 2, "not JSON"), arguments("['a']", 1, 2, "not JSON"),
				arguments("[1,]", 1, 4, "not JSON"), arguments("[,1]", 1, 2, "not JSON"),
				arguments("{\"a\":1,}", 1, 8, "not JSON"), arguments("{,}", 1, 2, "not JSON"),
				arguments("{\"a\" 1}", 1, 6, "not JSON"), arguments("{\"a\":1 \"b\":2}", 1, 8, "not JSON"),
				arguments("{1:2}", 1, 2, "not JSON"), arguments("{null:2}", 1, 2, "not JSON"),
				arguments("[1 2]", 1, 4, "not JSON"), arguments("[1}", 1, 3, "not JSON"),
				arguments("{\"a\":]}", 1, 6, "not JSON"), arguments("]", 1, 1, "not JSON"),
				arguments("// no\n{}", 1, 1, "not JSON"), arguments("/* no */{}", 1, 1, "not JSON"),
				arguments("# no\n{}", 1, 1, "not JSON"), arguments("{}//no", 1, 3, "not JSON"),
				arguments("True", 1, 1, "not JSON"), arguments("nul", 1, 1, "not JSON"),
				arguments("undefined", 1, 1, "not JSON"), arguments("a: 1", 1, 1, "not JSON"),
				arguments("<a/>", 1, 1, "not JSON"), arguments("a=1&b=2", 1, 1, "not JSON"),
				arguments("\u00a0{}", 1, 1, "not JSON"), arguments("{}\u2028", 1, 3, "not JSON"),
				arguments("truefalse", 1, 1, "not JSON"), arguments(")]}',\n{}", 1, 1, "not JSON"),
				// numbers
				arguments("+1", 1, 1, "not JSON"), arguments("01", 1, 1, "not JSON"), arguments("-", 1, 1, ""),
				arguments("-01", 1, 1, "not JSON"), arguments(".5", 1, 1, "not JSON"), arguments("5.", 1, 1, ""),
				arguments("1e", 1, 1, ""), arguments("1e+", 1, 1, ""), arguments("0x10", 1, 1, "not JSON"),
				arguments("1_000", 1, 1, "not JSON"), arguments("1f", 1, 1, "not JSON"),
				arguments("1.2.3", 1, 1, "not JSON"), arguments("[1e999999999]", 1, 2, "more than 1000 digits"),
				arguments("[1e-999999999]", 1, 2, "more than 1000 digits"), arguments("1E1000", 1, 1, "1000 digits"),
				arguments("1e99999999999999999999", 1, 1, ""), arguments("9".repeat(1001), 1, 1, "1000 digits"),
				arguments("[" + "9".repeat(100_000) + "]", 1, 2, "longer than allowed"),
				arguments("0." + "3".repeat(1000), 1, 1, "1000 digits"),
				// text
				arguments("\"a\nb\"", 1, 3, "not JSON"), arguments("\"\t\"", 1, 2, "not JSON"),
				arguments("\"\u0001\"", 1, 2, "not JSON"), arguments("\"\\x\"", 1, 3, "not JSON"),
				arguments("\"\\'\"", 1, 3, "not JSON"), arguments("\"\\u00g0\"", 1, 6, "not JSON"),
				arguments("\"\\u{61}\"", 1, 4, "not JSON"), arguments("\"\\u0000\"", 1, 1, "NUL"),
				arguments("{\"a\\u0000\":1}", 1, 2, "NUL"), arguments("\"\\ud800\"", 1, 1, "surrogate"),
				arguments("\"\\udc00\\ud800\"", 1, 1, ""), arguments("[\"x\\ud800y\"]", 1, 2, "surrogate"),
				arguments("{\"\\udfff\":1}", 1, 2, ""), arguments("\"a\0b\"", 1, 3, "NUL"),
				arguments("{\n \"a\": \0}", 2, 7, "NUL"),
				// sizes
				arguments("[".repeat(201), 1, 201, "deeper than 200"),
				arguments("[".repeat(100_000), 1, 201, "deeper than 200"),
				arguments("{\"a\":".repeat(201), 1, 1001, "deeper than 200"),
				arguments("{\"" + "n".repeat(50_001) + "\":1}", 1, 2, "longer than 50000"),
				arguments("{\"" + "n".repeat(200_000) + "\":1}", 1, 2, "longer than"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "22ff22", "22c32822", "2280 22", "22c0af22", "22e08080 22", "22eda08022", "22edbfbf22",
			"22f0808080 22", "22f490808022", "22f8888080 8022", "22c3", "7b22ff223a317d" })
	void rejectsInvalidUtf8(String hex) {
		assertRefused(bytes(hex), 1, -1, "not UTF-8");
	}

	@Test
	void rejectsSurrogatePairsThatAreEncodedOneByOne() {
		assertRefused(bytes("22eda0bdedb88022"), 1, 2, "not UTF-8");
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE" })
	void rejectsOtherEncodingsThatAParserWouldGuess(String charset) {
		assertRefused("{\"a\":1}".getBytes(Charset.forName(charset)), 1, -1, "NUL");
	}

	@Test
	void rejectsByteOrderMarks() {
		assertRefused("\ufeff{}".getBytes(StandardCharsets.UTF_8), 1, 1, "byte order mark");
		assertRefused("\ufeff{}".getBytes(StandardCharsets.UTF_16), 1, -1, "");
	}

	@Test
	void reportsLineOfInvalidUtf8() {
		byte[] json = ("[\n" + "1,\n".repeat(10_000) + "\"X\"]").getBytes(StandardCharsets.UTF_8);
		json[json.length - 3] = (byte) 0xFF;
		assertRefused(json, 10_002, 2, "not UTF-8");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "null", "true", "0", "-0", "\"\"", " {\"a\" : [ 1 , 2.50e-3 ] }\r\n\t",
			"\"\\ud83d\\ude00\"", "\"😀 é ☃\"", "\"\\u007f\\/\\\\\"", "1e999", "123456789012345678901234567890",
			"{\"a\":{\"a\":1},\"b\":[{\"a\":1}]}" })
	void readsValidJson(String json) {
		assertThat(StrictJson.read(json.getBytes(StandardCharsets.UTF_8))).isNotNull();
	}

	@Test
	void readsValuesAtTheLimits() {
		assertReadable("[".repeat(200) + "]".repeat(200));
		assertReadable("{\"" + "n".repeat(50_000) + "\":1}");
		assertReadable("9".repeat(1000));
		assertReadable("1e999");
		assertReadable("\"" + "x".repeat(17_000_000) + "\"");
	}

	private static void assertReadable(String json) {
		assertThatCode(() -> read(json)).doesNotThrowAnyException();
	}

	@Test
	void keepsNumbersAndOrderExactly() throws IOException {
		String json = "{\"z\":1.10,\"a\":12345678901234567890.123456789,\"m\":1E+2}";
		JsonNode node = StrictJson.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
		assertThat(StrictJson.mapper().writeValueAsString(node)).isEqualTo(json);
	}

	@Test
	void bindsRecordsWithoutCoercion() throws IOException {
		assertThat(StrictJson.mapper().treeToValue(read("{\"count\":1}"), Sample.class)).isEqualTo(new Sample(1));
		for (String json : new String[] { "{\"count\":\"1\"}", "{\"count\":1.5}", "{\"count\":null}", "{\"n\":1}" }) {
			assertThatExceptionOfType(DatabindException.class)
				.isThrownBy(() -> StrictJson.mapper().treeToValue(read(json), Sample.class));
		}
	}

	private static JsonNode read(String json) {
		return StrictJson.read(json.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private static void assertRefused(byte[] json, int line, int column, String reason) {
		ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> StrictJson.read(json));
		assertThat(refusal).isNotNull();
		assertThat(refusal.code()).isEqualTo(ProblemCode.MALFORMED_JSON);
		assertThat(refusal.detail()).startsWith("Line " + line + ", column ")
			.contains(reason)
			.doesNotContain("jackson", "Exception", "Source", "token", "JsonParser");
		if (column > 0) {
			// The parser notices a fault inside a token somewhere in that token.
			assertThat((long) refusal.extensions().getOrDefault("column", 0L)).isBetween(column - 4L, column + 9L);
			assertThat(refusal.extensions()).containsEntry("line", (long) line);
		}
	}

	record Sample(int count) {
	}

}
