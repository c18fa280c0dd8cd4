package io.connectorservice.json;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StrictYamlTests {

	private static JsonNode read(String yaml) {
		return StrictYaml.read(yaml);
	}

	@Test
	void readsYamlAsJson() {
		assertThat(read("""
				openapi: 3.1.0
				version: "1.0"
				codes: {200: ok, yes: no}
				list:
				  - 1
				  - 1.50
				  - 0x1f
				  - true
				  - ~
				  - 2026-01-01
				text: |
				  two
				  lines
				shared: &s {a: b}
				again: *s
				""")).isEqualTo(StrictJson
			.read("""
					{"openapi":"3.1.0","version":"1.0","codes":{"200":"ok","yes":"no"},
					 "list":[1,1.50,31,true,null,"2026-01-01"],"text":"two\\nlines\\n","shared":{"a":"b"},"again":{"a":"b"}}"""
				.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
	}

	@Test
	void readsJsonUnchanged() {
		assertThat(read("{\"a\": [1, {\"b\": null}], \"c\": \"d\"}").toString())
			.isEqualTo("{\"a\":[1,{\"b\":null}],\"c\":\"d\"}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a: 1\\nb: [1, 2\\nc: 3 | 3 | this is not YAML
			a: 1\\na: 2 | 2 | an object has the same name twice
			a: 1\\n---\\nb: 2 | 2 | there is a second document
			a: !!binary aGk= | 1 | tags are not supported
			a: !!java.net.URL [x] | 1 | tags are not supported
			a:\\n  b: *nowhere | 2 | the alias refers to no earlier anchor
			a: &x\\n  b: *x | 2 | the alias refers to no earlier anchor
			a: .inf | 1 | a number cannot be written in JSON
			a: 1e99999 | 1 | a number's exponent is out of range
			"a: \\"\\\\0\\"" | 1 | a text is too long, or contains a NUL or half a character
			? [a, b]\\n: c | 1 | a name must be a text
			%YAML 9.9\\n---\\na: 1 | 1 | this is not YAML
			""")
	void rejectsMalformedYamlWithLine(String yaml, int line, String reason) {
		String text = yaml.startsWith("\"") ? yaml.substring(1, yaml.length() - 1).replace("\\\"", "\"") : yaml;
		assertThatExceptionOfType(InvalidYamlException.class)
			.isThrownBy(() -> read(text.replace("\\n", "\n").replace("\\\\", "\\")))
			.satisfies((invalid) -> {
				assertThat(invalid.reason()).isEqualTo(reason);
				assertThat(invalid.line()).isEqualTo(line);
			});
	}

	@Test
	void rejectsAliasBomb() {
		StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
		for (int i = 1; i < 12; i++) {
			String before = "*a" + (i - 1);
			bomb.append(
					"a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, before))));
		}
		assertThatExceptionOfType(InvalidYamlException.class).isThrownBy(() -> read(bomb.toString()))
			.satisfies((invalid) -> assertThat(invalid.reason()).contains("more than 1000000 values"));
	}

	@Test
	void rejectsTooDeepNesting() {
		assertThatExceptionOfType(InvalidYamlException.class).isThrownBy(() -> read("[".repeat(100_000)))
			.satisfies((invalid) -> assertThat(invalid.reason()).contains("deeper than 200 levels"));
	}

	@Test
	void recordsLineOfEachValue() {
		YamlDocument document = StrictYaml.readWithLines("a: 1\nb:\n  c/d:\n    - x\n    - y: z\n");
		assertThat(document.findLine("/b/c~1d/1/y")).isEqualTo(5);
		assertThat(document.findLine("/b/c~1d/1/nothing/here")).isEqualTo(5);
		assertThat(document.findLine("/nothing")).isEqualTo(1);
	}

	@Test
	void countsDepthThroughAliases() {
		StringBuilder chain = new StringBuilder("d0: &d0 [1]\n");
		IntStream.rangeClosed(1, 250).forEach((i) -> chain.append("d%d: &d%d [*d%d]\n".formatted(i, i, i - 1)));
		assertThatExceptionOfType(InvalidYamlException.class).isThrownBy(() -> read(chain.toString()))
			.satisfies((invalid) -> assertThat(invalid.reason()).startsWith("the nesting is deeper than"));
	}

	@Test
	void acceptsAliasesUpToJsonDepthLimit() {
		StringBuilder chain = new StringBuilder("d0: &d0 [1]\n");
		IntStream.rangeClosed(1, 198).forEach((i) -> chain.append("d%d: &d%d [*d%d]\n".formatted(i, i, i - 1)));
		JsonNode read = read(chain.toString());
		assertThat(StrictJson.read(read.toString().getBytes(StandardCharsets.UTF_8))).isEqualTo(read);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1020, 1021, 1022, 1023, 1024, 1025, 2046, 2047, 2048, 2049, 3073, 3074 })
	void readsSurrogatePairsAnywhere(int before) {
		String text = "x".repeat(before) + "\ud83d\ude00y";
		assertThat(read("a: " + text)).isEqualTo(StrictJson.mapper().createObjectNode().put("a", text));
	}

	@Test
	void readsBlocksOfSpaces() {
		assertThat(read("a:\n  b: |+\n     \n  c: 1\n").path("a").path("c").asInt()).isEqualTo(1);
		assertThat(read("a:\n  b: |\n    x\n       \n    y\n").path("a").path("b").asString()).isEqualTo("x\n   \ny\n");
	}

	@Test
	void weighsLongNamesOnce() {
		String name = "n".repeat(1_000);
		StringBuilder wide = new StringBuilder(name + ":\n");
		IntStream.range(0, 20_000).forEach((i) -> wide.append("  k").append(i).append(": {}\n"));
		assertThat(read(wide.toString()).path(name).size()).isEqualTo(20_000);
	}

}
