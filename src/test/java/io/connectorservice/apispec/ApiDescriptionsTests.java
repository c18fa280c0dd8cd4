package io.connectorservice.apispec;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.connectorservice.TestAwait;
import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.apispec.binding.OperationCall;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.util.unit.DataSize;

import static io.connectorservice.apispec.TestDescriptions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class ApiDescriptionsTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private final ApiDescriptions descriptions = new ApiDescriptions(TestDescriptions.SETTINGS,
			new SimpleMeterRegistry());

	@ParameterizedTest
	@CsvFileSource(resources = "/apispec/faulty-descriptions.csv", delimiter = '^', quoteCharacter = '\'',
			numLinesToSkip = 1)
	void reportsFaultsOfDescription(String description, String pointer, String detail) {
		assertThat(this.descriptions.findFaults(json(description))).containsExactly(new Fault(pointer, detail));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"anything\":{\"at\":[\"all\"]}}", "{\"servers\":[{\"url\":\"/relative\"}]}",
			"{\"openapi\":\"3.0.0\"}", "{\"openapi\":\"3.1.1\",\"paths\":{}}", "{\"openapi\":\"3.2.0\"}",
			"{\"paths\":{\"x-own\":1,\"/a?b=c\":{}}}", "{\"a\":{\"example\":{\"$ref\":\"http://a/b\"}}}",
			"{\"a\":{\"properties\":{\"$ref\":{\"type\":\"string\"}}}}", "{\"a\":{\"enum\":[{\"$ref\":\"#/no\"}]}}",
			"{\"a\":{\"properties\":{\"example\":{\"$ref\":\"#/a\"}}}}", "{\"x-a\":{\"$ref\":\"http://a/b\"}}",
			"{\"a/b c\":{},\"d\":{\"$ref\":\"#/a~1b%20c\"}}", "{\"a\":{\"items\":{\"$ref\":\"#/a\"}}}" })
	void acceptsUsableDescriptions(String description) {
		assertThat(this.descriptions.findFaults(json(description))).isEmpty();
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/apispec/flaws.csv", delimiter = '^', quoteCharacter = '`', numLinesToSkip = 1)
	void skipsOnlyFlawedOperationWithWarning(String paths, String callable, String pointer, @Nullable String operation,
			String message) {
		JsonNode json = json("{\"openapi\":\"3.1.0\",\"paths\":" + paths + "}");
		assertThat(this.descriptions.findFaults(json)).isEmpty();
		ApiDescription description = TestDescriptions.describe(json);
		assertThat(description.listCallableOperations()).extracting(ApiOperation::name)
			.containsExactly(callable.split(","));
		assertThat(description.warnings()).contains(new SpecWarning(pointer, operation, message));
	}

	@Test
	void warnsOfNothingInCleanDescription() {
		assertThat(TestDescriptions.describe(json("{\"paths\":{\"/a\":{\"get\":{}}}}")).warnings()).isEmpty();
	}

	@Test
	void followsAnchors() {
		ApiOperation operation = TestDescriptions.describe(json("""
				{"openapi":"3.1.0","components":{"schemas":{"S":{"$anchor":"s","type":"integer"}}},"paths":{"/a":{"get":
				{"parameters":[{"name":"p","in":"query","schema":{"$ref":"#s"}}]}}}}"""))
			.listCallableOperations()
			.getFirst();
		assertThat(catchThrowableOfType(ProblemException.class, () -> operation.bindPayload(json("{\"p\":\"x\"}")))
			.faults()).containsExactly(new Fault("/payload/p", "must be a whole number"));
	}

	@Test
	void acceptsKennelExample() {
		assertThat(this.descriptions.findFaults(TestDescriptions.resource("/apispec/kennel.json"))).isEmpty();
	}

	@Test
	void checksPropertiesNamedLikeExampleData() {
		assertThat(TestDescriptions.describe(json("{\"a\":{\"properties\":{\"example\":{\"$ref\":\"#/no\"}}}}"))
			.warnings()).extracting(SpecWarning::pointer).containsExactly("/a/properties/example/$ref");
	}

	@Test
	void limitsNumberOfFaults() {
		String many = IntStream.range(0, 5_000)
			.mapToObj((_) -> "{\"$ref\":\"http://a/b\"}")
			.collect(Collectors.joining(",", "{\"a\":[", "],\"servers\":[" + "1,".repeat(5_000) + "1]}"));
		assertThat(this.descriptions.findFaults(json(many))).hasSize(100);
		assertThat(TestDescriptions.describe(json(many.replaceFirst(",\"servers.*", "}"))).warnings()).hasSize(100);
	}

	@Test
	void limitsNumberOfOperations() {
		String paths = IntStream.range(0, 5_001)
			.mapToObj((number) -> "\"/a" + number + "\":{\"get\":{}}")
			.collect(Collectors.joining(",", "{\"paths\":{", "}}"));
		assertThat(this.descriptions.findFaults(json(paths)))
			.containsExactly(new Fault("/paths", "must have at most 5000 operations"));
		assertThat(TestDescriptions.describe(json(paths)).listCallableOperations()).hasSize(5_000);
	}

	@Test
	void readsOperationsInOrderWithUniqueNames() {
		ApiDescription description = TestDescriptions.describe(
				json("""
						{"paths":{"/":{"get":{}},"/a/{b}/":{"get":{},"post":{"operationId":"x"}},"/a/b":{"get":{}},
						"/c":{"get":{"operationId":"x"},"query":{"operationId":" "},"trace":{}},"no":{"get":{}},"/d":{"get":5}}}"""));
		assertThat(description.listCallableOperations()).extracting(ApiOperation::name)
			.containsExactly("get", "get_a_b", "x", "get_a_b_2", "x_2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
			{"pattern":"(((x{100}){100}){100}){100}"} | /components/schemas/a/pattern
			{"properties":{"p":{"pattern":"((x{1000}){1000})"}}} | /components/schemas/a/properties/p/pattern
			{"patternProperties":{"((x{1000}){1000})":{}}} | /components/schemas/a/patternProperties/((x{1000}){1000})
			{"anyOf":[{"items":{"pattern":"((x{1000}){1000})"}}]} | /components/schemas/a/anyOf/0/items/pattern
			""")
	void rejectsTooLargePatterns(String schema, String pointer) {
		JsonNode description = json("{\"components\":{\"schemas\":{\"a\":" + schema + "}}}");
		assertThat(this.descriptions.findFaults(description))
			.containsExactly(new Fault(pointer, "repeats its parts too often to be checked"));
	}

	@Test
	void acceptsPropertyCalledPattern() {
		assertThat(this.descriptions
			.findFaults(json("{\"components\":{\"schemas\":{\"a\":{\"properties\":{\"pattern\":{}}}}}}"))).isEmpty();
	}

	@Test
	void looksForReferencesBelowLongNames() {
		String name = "n".repeat(40_000);
		String many = "{},".repeat(100_000);
		JsonNode description = json("{\"components\":{\"" + name + "\":[" + many + "{\"$ref\":\"#/no\"}]}}");
		assertThat(TestDescriptions.describe(description).warnings()).extracting(SpecWarning::pointer)
			.containsExactly("/components/" + name + "/100000/$ref");
	}

	@Test
	void hasNoOperationsWithoutPaths() {
		ApiDescription description = TestDescriptions.describe(json("{\"servers\":[{\"url\":\"https://a.example\"}]}"));
		assertThat(description.listCallableOperations()).isEmpty();
		assertThat(description.serverUrl()).contains("https://a.example");
		assertThat(description.findOperation("x")).isEmpty();
	}

	@Test
	void fillsTheVariablesOfTheServersUrl() {
		assertThat(TestDescriptions.kennel().serverUrl()).contains("https://eu.kennel.example/v1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"servers\":[]}", "{\"servers\":[{\"url\":\"/v1\"}]}", "{\"servers\":5}",
			"{\"servers\":[{\"url\":\"https://{x}.example\"}]}", "{\"servers\":[{\"url\":\"ftp://a.example\"}]}" })
	void hasNoServerUrlWithoutAbsoluteUrl(String description) {
		assertThat(TestDescriptions.describe(json(description)).serverUrl()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "listDog, listDogs", "LISTDOGS, listDogs", "addDgo, addDog", "removeDogs, removeDog" })
	void suggestsNearestOperationName(String wrong, String right) {
		assertThat(TestDescriptions.kennel().findNearestNames(wrong)).startsWith(right).hasSizeLessThanOrEqualTo(5);
	}

	@Test
	void suggestsNothingForNonsense() {
		assertThat(TestDescriptions.kennel().findNearestNames("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")).isEmpty();
		assertTimeoutPreemptively(SOON, () -> TestDescriptions.kennel().findNearestNames("z".repeat(1_000_000)));
	}

	@Test
	void parsesEqualContentOnceForConcurrentCalls() throws InterruptedException {
		AtomicInteger loads = new AtomicInteger();
		try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 50; i++) {
				executor.execute(() -> this.descriptions.getDescription("digest", () -> {
					loads.incrementAndGet();
					return json("{}");
				}));
			}
		}
		assertThat(loads).hasValue(1);
	}

	@Test
	void doesNotCacheFailedLoad() {
		assertThatIllegalStateException().isThrownBy(() -> this.descriptions.getDescription("digest", () -> {
			throw new IllegalStateException("the database is down");
		}));
		assertThat(this.descriptions.getDescription("digest", () -> json("{}")).listCallableOperations()).isEmpty();
	}

	@Test
	void evictsTooLargeDescriptions() {
		ApiDescriptions small = new ApiDescriptions(
				new ApiSpecSettings(DataSize.ofKilobytes(1), Duration.ofHours(1), 5000, 100),
				new SimpleMeterRegistry());
		AtomicInteger loads = new AtomicInteger();
		JsonNode large = json("{\"a\":\"" + "x".repeat(5_000) + "\"}");
		TestAwait.await().until(() -> {
			small.getDescription("digest", () -> {
				loads.incrementAndGet();
				return large;
			});
			return loads.get() == 2;
		});
	}

	@Test
	void handlesLongReferenceChains() {
		String chain = IntStream.range(0, 10_000)
			.mapToObj((number) -> "\"s" + number + "\":{\"$ref\":\"#/components/schemas/s" + (number + 1) + "\"}")
			.collect(Collectors.joining(",", "\"schemas\":{", ",\"s10000\":{\"type\":\"string\"}}"));
		JsonNode description = attack("{\"$ref\":\"#/components/schemas/s0\"}", chain);
		assertTimeoutPreemptively(SOON, () -> assertThat(TestDescriptions.describe(description).warnings()).hasSize(100)
			.allMatch((warning) -> warning.message().equals("is a circular reference or leads to nothing")));
		assertTimeoutPreemptively(SOON, () -> bind(description, "{\"body\":1}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"a\":{\"$ref\":\"#/components/schemas/a\"}",
			"\"a\":{\"$ref\":\"#/components/schemas/b\"},\"b\":{\"$ref\":\"#/components/schemas/a\"}",
			"\"a\":{\"$ref\":\"http://127.0.0.1:9/x\"}", "\"a\":{\"$ref\":\"file:///etc/passwd\"}",
			"\"a\":{\"$id\":\"http://127.0.0.1:9/\",\"$schema\":\"http://127.0.0.1:9/s\",\"$dynamicRef\":\"x.json\"}",
			"\"a\":{\"type\":5,\"enum\":3,\"properties\":[],\"required\":true,\"minLength\":\"x\",\"multipleOf\":0}",
			"\"a\":{\"items\":{\"$ref\":\"#/components/schemas/a\"}}", "\"a\":[]", "\"a\":null" })
	void acceptsAnyBodyForUnresolvableSchema(String schemas) {
		JsonNode description = attack("{\"$ref\":\"#/components/schemas/a\"}", "\"schemas\":{" + schemas + "}");
		assertThat(bind(description, "{\"body\":1}").body()).isEqualTo(new byte[] { '1' });
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"allOf\":[{\"$ref\":\"#/components/schemas/a\"}]",
			"\"anyOf\":[{\"$ref\":\"#/components/schemas/a\"},{\"$ref\":\"#/components/schemas/a\"}]",
			"\"not\":{\"$ref\":\"#/components/schemas/a\"}" })
	void rejectsEndlesslyRecursiveSchemas(String schema) {
		JsonNode description = attack("{\"$ref\":\"#/components/schemas/a\"}", "\"schemas\":{\"a\":{" + schema + "}}");
		assertTimeoutPreemptively(SOON,
				() -> assertThat(
						catchThrowableOfType(ProblemException.class, () -> bind(description, "{\"body\":1}")).detail())
					.contains("too deeply nested"));
	}

	@Test
	void handlesBacktrackingPatterns() {
		JsonNode description = attack("{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}", "\"schemas\":{}");
		assertTimeoutPreemptively(SOON, () -> catchThrowableOfType(ProblemException.class,
				() -> bind(description, "{\"body\":\"" + "a".repeat(100_000) + "!\"}")));
	}

	@Test
	void handlesDeepSchemas() {
		JsonNode description = attack("{\"items\":".repeat(180) + "{}" + "}".repeat(180), "\"schemas\":{}");
		assertTimeoutPreemptively(SOON,
				() -> bind(description, "{\"body\":" + "[".repeat(190) + "]".repeat(190) + "}"));
	}

	@Test
	void handlesHugeEnums() {
		String values = IntStream.range(0, 100_000)
			.mapToObj((number) -> "\"value" + number + "\"")
			.collect(Collectors.joining(","));
		JsonNode description = attack("{\"enum\":[" + values + "]}", "\"schemas\":{}");
		assertTimeoutPreemptively(SOON, () -> {
			assertThat(this.descriptions.findFaults(description)).isEmpty();
			ProblemException refusal = catchThrowableOfType(ProblemException.class,
					() -> bind(description, "{\"body\":\"other\"}"));
			assertThat(refusal.detail()).hasSizeLessThan(1_000);
		});
	}

	@Test
	void handlesExponentialSchemas() {
		String doubling = IntStream.range(0, 60)
			.mapToObj((number) -> "\"s" + number + "\":{\"allOf\":[{\"$ref\":\"#/components/schemas/s" + (number + 1)
					+ "\"},{\"$ref\":\"#/components/schemas/s" + (number + 1) + "\"}]}")
			.collect(Collectors.joining(",", "\"schemas\":{", ",\"s60\":{\"type\":\"string\"}}"));
		JsonNode description = attack("{\"$ref\":\"#/components/schemas/s0\"}", doubling);
		assertTimeoutPreemptively(SOON, () -> {
			assertThat(this.descriptions.findFaults(description)).isEmpty();
			catchThrowableOfType(ProblemException.class, () -> bind(description, "{\"body\":\"x\"}"));
		});
	}

	@Test
	void limitsSchemaSizeOfOperation() {
		String wide = IntStream.range(0, 3_000)
			.mapToObj((number) -> "\"s" + number
					+ "\":{\"minItems\":1,\"prefixItems\":[{\"$ref\":\"#/components/schemas/s" + (number + 1)
					+ "\"},{\"enum\":[1,2,3,4,5,6,7,8,9]}]}")
			.collect(Collectors.joining(",", "\"schemas\":{", "}"));
		JsonNode description = attack("{\"$ref\":\"#/components/schemas/s0\"}", wide);
		JsonNode definitions = TestDescriptions.describe(description)
			.listCallableOperations()
			.getFirst()
			.buildPayloadSchema()
			.path("$defs");
		assertThat(definitions.size()).isBetween(1_000, 2_000);
		assertThat(definitions.valueStream().filter(JsonNode::isBoolean)).isNotEmpty();
		assertThat(bind(description, "{\"body\":[[[1]]]}").body()).isNotNull();
	}

	@Test
	void skipsParametersThatCallersCannotSend() {
		ApiOperation operation = TestDescriptions.only("/x/{a}", "get", """
				{"parameters":[{"in":"header","name":"Host"},{"in":"header","name":"a b"},{"in":"body","name":"b"},
				{"in":"path","name":"elsewhere"},{"name":"none"},5,{"$ref":"#/no"},{"in":"header","name":"ok"}]}""");
		assertThat(operation.buildPayloadSchema().path("properties").propertyNames()).containsExactly("a", "ok");
	}

	private static JsonNode attack(String bodySchema, String components) {
		return json(
				"{\"openapi\":\"3.1.0\",\"paths\":{\"/x\":{\"post\":{\"requestBody\":{\"required\":true,\"content\":"
						+ "{\"application/json\":{\"schema\":" + bodySchema + "}}}}}},\"components\":{" + components
						+ "}}");
	}

	private static OperationCall bind(JsonNode description, String payload) {
		return TestDescriptions.describe(description).listCallableOperations().getFirst().bindPayload(json(payload));
	}

}
