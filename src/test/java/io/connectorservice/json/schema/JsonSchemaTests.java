package io.connectorservice.json.schema;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class JsonSchemaTests {

	@ParameterizedTest
	@CsvFileSource(resources = "/json/schema-faults.csv", delimiter = '|', quoteCharacter = '\'', numLinesToSkip = 1,
			maxCharsPerColumn = 10_000)
	void describesFaultInPlainWords(String schema, String instance, String pointer, String detail) {
		assertThat(schema(schema).findFaults(json(instance))).containsExactly(new Fault(pointer, detail));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
			true | {}
			{} | 1
			{"type":"integer"} | 1.0
			{"type":"integer"} | 1e3
			{"format":"zork"} | "anything"
			{"format":"uuid"} | 17
			{"format":"uuid"} | "c56A4180-65aa-42ec-a945-5fd21dec0538"
			{"format":"date-time"} | "2026-01-31t12:00:00.123456789012z"
			{"format":"date-time"} | "2016-12-31T23:59:60+00:00"
			{"format":"uri"} | "https://example.com/a?b=c"
			{"format":"email"} | "a.b+c@example.co.uk"
			{"format":"hostname"} | "a-1.example"
			{"format":"ipv4"} | "255.0.10.1"
			{"pattern":"\\\\u0041\\\\/"} | "xA/"
			{"pattern":"(?=look)ahead"} | "not expressible, so taken to match"
			{"pattern":"(a)\\\\1"} | "not expressible, so taken to match"
			{"pattern":"["} | "not a pattern, so taken to match"
			{"oneOf":[{"type":"string"},{"type":"null"}]} | null
			{"$schema":"https://json-schema.org/draft/2020-12/schema","nullable":true,"example":1,"x-own":{}} | 5
			""")
	void findsNoFaultsInValidValue(String schema, String instance) {
		assertThat(schema(schema).findFaults(json(instance))).isEmpty();
	}

	@Test
	void namesEveryFaultInTheOrderOfPointers() {
		JsonSchema schema = schema("""
				{"properties":{"b":{"type":"string","minLength":3},"a":{"type":"number"}},
				 "required":["z"],"additionalProperties":false}""");
		assertThat(schema.findFaults(json("{\"b\":\"x\",\"a\":\"x\",\"c\":1}"))).extracting(Fault::pointer)
			.containsExactly("/a", "/b", "/c", "/z");
	}

	@Test
	void limitsNumberOfFaults() {
		String many = IntStream.range(0, 50_000).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
		assertThat(schema("{\"items\":{\"type\":\"string\"}}").findFaults(json(many))).hasSize(JsonSchema.MAX_FAULTS);
	}

	@Test
	void neverShowsTheValue() {
		JsonSchema schema = schema("""
				{"enum":["a"],"const":"b","pattern":"^c$","format":"uuid","minLength":99,"type":"number",
				 "not":{"type":"string"}}""");
		assertThat(schema.findFaults(json("\"hunter2\"")).toString()).doesNotContain("hunter2");
	}

	@Test
	void showsLongEnumsInPart() {
		String many = IntStream.range(0, 100_000)
			.mapToObj(Integer::toString)
			.collect(Collectors.joining(",", "[", "]"));
		Fault fault = schema("{\"enum\":" + many + "}").findFaults(json("-1")).getFirst();
		assertThat(fault.detail()).startsWith("must be one of 0, 1, 2").endsWith("…").hasSizeLessThan(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$",
			"(a*)*(a*)*(a*)*b", "((((a{0,30}){0,30}){0,30}){0,30})$", "(x+x+)+y" })
	void isNotSlowedByBacktrackingPatterns(String pattern) {
		JsonSchema schema = JsonSchema.of(StrictJson.mapper().createObjectNode().put("pattern", pattern));
		JsonNode text = StrictJson.mapper().getNodeFactory().stringNode("a".repeat(100_000) + "!");
		assertTimeoutPreemptively(Duration.ofSeconds(30), () -> schema.findFaults(text));
	}

	@Test
	void stopsChecksThatCostTooMuch() {
		String one = "{\"pattern\":\"^(a?){200}b$\"}";
		String all = IntStream.range(0, 500)
			.mapToObj((_) -> one)
			.collect(Collectors.joining(",", "{\"allOf\":[", "]}"));
		JsonSchema schema = schema(all);
		JsonNode text = StrictJson.mapper().getNodeFactory().stringNode("a".repeat(5_000));
		assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThat(schema.findFaults(text))
			.containsExactly(new Fault("", "is too large or too deeply nested to be checked")));
	}

	@Test
	void stopsOnSchemasThatRecurseWithoutEnd() {
		JsonSchema schema = schema("""
				{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/b"}]},
				"b":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}""");
		assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThat(schema.findFaults(json("{}"))).hasSize(1));
	}

	@Test
	void explainsFaultsWithinTheSameBudget() {
		StringBuilder tree = new StringBuilder("{\"$ref\":\"#/$defs/l0\",\"$defs\":{");
		for (int level = 0; level < 16; level++) {
			String next = "{\"$ref\":\"#/$defs/l%d\"}".formatted(level + 1);
			tree.append("\"l%d\":{\"anyOf\":[%s,%s]},".formatted(level, next, next));
		}
		JsonSchema schema = schema(tree.append("\"l16\":{\"required\":[\"x\"]}}}").toString());
		assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThat(schema.findFaults(json("{}"))).hasSize(1));
	}

	@Test
	void explainsChainsThatEndInManyBranches() {
		StringBuilder chain = new StringBuilder("{\"$ref\":\"#/$defs/l0\",\"$defs\":{");
		for (int level = 0; level < 80; level++) {
			chain.append("\"l%d\":{\"anyOf\":[{\"$ref\":\"#/$defs/l%d\"}]},".formatted(level, level + 1));
		}
		String branches = IntStream.range(0, 800)
			.mapToObj((i) -> "{\"required\":[\"r" + i + "\"]}")
			.collect(Collectors.joining(","));
		JsonSchema schema = schema(chain.append("\"l80\":{\"anyOf\":[" + branches + "]}}}").toString());
		assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThat(schema.findFaults(json("{}"))).hasSize(1));
	}

	@Test
	void ignoresTooLongPattern() {
		JsonSchema schema = schema("{\"pattern\":\"" + "b".repeat(4_001) + "\"}");
		assertThat(schema.findFaults(json("\"a\""))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "1", "\"x\"", "{\"$schema\":\"http://127.0.0.1:9/own\"}",
			"{\"$schema\":\"http://json-schema.org/draft-04/schema#\"}" })
	void rejectsInvalidSchema(String schema) {
		assertThatIllegalArgumentException().isThrownBy(() -> schema(schema));
	}

	@Test
	void readsOurOwnSchemasFromTheClasspath() {
		assertThat(JsonSchema.fromClasspath("json/sample.schema.json").findFaults(json("{}")))
			.containsExactly(new Fault("/name", "is required"));
		assertThatIllegalArgumentException().isThrownBy(() -> JsonSchema.fromClasspath("json/none.json"));
	}

	private static JsonSchema schema(String schema) {
		return JsonSchema.of(json(schema));
	}

	private static JsonNode json(String json) {
		return StrictJson.read(json.getBytes(StandardCharsets.UTF_8));
	}

}
