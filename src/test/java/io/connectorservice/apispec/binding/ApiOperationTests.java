package io.connectorservice.apispec.binding;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.apispec.TestDescriptions;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import static io.connectorservice.apispec.TestDescriptions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ApiOperationTests {

	private final ApiDescription kennel = TestDescriptions.kennel();

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '\'',
			textBlock = """
					listDogs ^ {} ^ GET /dogs
					listDogs ^ {"limit":5,"tags":["a","b"],"X-Trace":"t"} ^ GET /dogs?limit=5&tags=a&tags=b X-Trace: t
					listDogs ^ {"query":{"limit":5},"header":{"X-Trace":"t"}} ^ GET /dogs?limit=5 X-Trace: t
					addDog ^ {"name":"Rex"} ^ POST /dogs {"name":"Rex"}
					addDog ^ {"name":"Rex","owner":null,"size":null,"mother":null} ^ POST /dogs {"name":"Rex","owner":null,"size":null,"mother":null}
					addDog ^ {"name":"Rex","mother":{"id":1,"name":"Mo"}} ^ POST /dogs {"name":"Rex","mother":{"id":1,"name":"Mo"}}
					addDog ^ {"body":{"id":1,"name":"Rex","extra":true}} ^ POST /dogs {"id":1,"name":"Rex","extra":true}
					get_dogs_id ^ {"id":7} ^ GET /dogs/7
					changeDog ^ {"id":7,"body":{"id":8,"name":"Rex"}} ^ PATCH /dogs/7 {"id":8,"name":"Rex"}
					changeDog ^ {"id":7} ^ PATCH /dogs/7
					changeDog ^ {"path":{"id":7},"body":{"id":8,"name":"Rex"}} ^ PATCH /dogs/7 {"id":8,"name":"Rex"}
					renameDog ^ {"id":7,"query_id":"q","body":{"id":"b"}} ^ PUT /dogs/7?id=q {"id":"b"}
					addNotes ^ {"id":"a","body":["x"]} ^ POST /dogs/a/notes ["x"]
					addTag ^ {"path":"p"} ^ POST /tags {"path":"p"}
					addTag ^ {"path":"p","other":1} ^ POST /tags {"path":"p","other":1}
					addTag ^ {"path":{},"body":{"path":"p"}} ^ POST /tags {"path":"p"}
					addTag ^ {} ^ POST /tags {}
					""")
	void buildsCallFromPayload(String operation, String payload, String expected) {
		assertThat(renderCall(operation(operation).bindPayload(json(payload)))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '\'', textBlock = """
			listDogs ^ [] ^ /payload ^ must be an object
			listDogs ^ "x" ^ /payload ^ must be an object
			listDogs ^ {"limit":"5"} ^ /payload/limit ^ must be a whole number
			listDogs ^ {"limit":0} ^ /payload/limit ^ must be more than 0
			listDogs ^ {"limit":101} ^ /payload/limit ^ must be at most 100
			listDogs ^ {"limits":5} ^ /payload/limits ^ is not a known field
			listDogs ^ {"api_key":"k"} ^ /payload/api_key ^ is not a known field
			listDogs ^ {"X-Key":"k"} ^ /payload/X-Key ^ is not a known field
			listDogs ^ {"Authorization":"k"} ^ /payload/Authorization ^ is not a known field
			listDogs ^ {"theme":"dark"} ^ /payload/theme ^ is not a known field
			listDogs ^ {"query":{"limit":"5"}} ^ /payload/query/limit ^ must be a whole number
			listDogs ^ {"query":{"x":"5"}} ^ /payload/query/x ^ is not a known field
			listDogs ^ {"query":[]} ^ /payload/query ^ must be an object
			listDogs ^ {"body":{}} ^ /payload/body ^ is not a known field
			listDogs ^ {"query":{},"limit":5} ^ /payload/query ^ is not a known field
			addDog ^ {} ^ /payload/name ^ is required
			addDog ^ {"name":""} ^ /payload/name ^ must be at least 1 character
			addDog ^ {"name":"Rexxxxxxxxxxxxxxxxxxxxx"} ^ /payload/name ^ must be at most 20 characters
			addDog ^ {"name":"Rex","mother":{"name":""}} ^ /payload/mother/name ^ must be at least 1 character
			addDog ^ {"name":"Rex","size":"m"} ^ /payload/size ^ must be one of "s", "l", null
			addDog ^ {"name":"Rex","nmae":"x"} ^ /payload/nmae ^ is not a known field
			addDog ^ {"body":{"id":1}} ^ /payload/body/name ^ is required
			addDog ^ {"query":{}} ^ /payload/body ^ is required
			get_dogs_id ^ {} ^ /payload/id ^ is required
			get_dogs_id ^ {"id":"7"} ^ /payload/id ^ must be a whole number
			get_dogs_id ^ {"path":{}} ^ /payload/path/id ^ is required
			addNotes ^ {"id":"a"} ^ /payload/body ^ is required
			addNotes ^ {"id":"a","body":["x",1]} ^ /payload/body/1 ^ must be a string
			addTag ^ {"path":"p","other":"x"} ^ /payload/other ^ must be a whole number
			readSession ^ {} ^ /payload ^ cannot be called: it needs the cookie sid
			uploadSession ^ {} ^ /payload ^ cannot be called: it is served from another address than the description's
			""")
	void reportsFaultsOfInvalidPayload(String operation, String payload, String pointer, String detail) {
		assertThat(catchProblem(operation, json(payload)).faults()).containsExactly(new Fault(pointer, detail));
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/apispec/accepted.csv", delimiter = '~', quoteCharacter = '`', numLinesToSkip = 1)
	void sendsValuesOnlyTheServiceCanCheck(String schema, String payload, String body) {
		OperationCall call = TestDescriptions.withBody("{\"application/json\":{\"schema\":" + schema + "}}")
			.bindPayload(json(payload));
		assertThat(renderCall(call)).isEqualTo("POST /x " + body);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', quoteCharacter = '\'', textBlock = """
			{"not":{"type":"object"}} ~ {"body":{}} ~ /payload/body
			{"not":{"pattern":"^a"}} ~ {"body":"ab"} ~ /payload/body
			{"anyOf":[{"type":"string"},{"type":"integer"}]} ~ {"body":true} ~ /payload/body
			{"oneOf":[{"type":"string"},{"type":"integer"}]} ~ {"body":true} ~ /payload/body
			{"type":"object"} ~ {"body":1} ~ /payload/body
			{"type":"object"} ~ {"body":{},"other":1} ~ /payload/other
			{"type":"object","additionalProperties":{"type":"integer"}} ~ {"a":"x"} ~ /payload/a
			{"required":["a"],"properties":{"b":{}}} ~ {"b":1} ~ /payload/a
			{"patternProperties":{"^a":{"type":"integer"}}} ~ {"body":{"ab":"x"}} ~ /payload/body/ab
			""")
	void rejectsPayloadThatViolatesSchema(String schema, String payload, String pointer) {
		ApiOperation operation = TestDescriptions.withBody("{\"application/json\":{\"schema\":" + schema + "}}");
		ProblemException refusal = catchThrowableOfType(ProblemException.class,
				() -> operation.bindPayload(json(payload)));
		assertThat(refusal.faults()).extracting(Fault::pointer).contains(pointer);
	}

	@ParameterizedTest
	@CsvSource({ "uuid, x", "date, 2026-13-01", "date-time, 2026-01-01T00:00:00.000+0000" })
	void enforcesFormatsOnlyInPathParameters(String format, String text) {
		String schema = "\"schema\":{\"$ref\":\"#/components/schemas/f\"}";
		ApiDescription description = TestDescriptions.describe(json("""
				{"openapi":"3.0.0","components":{"schemas":{"f":{"type":"string","format":"%s"}}},
				"paths":{"/a":{"get":{"operationId":"query","parameters":[{"name":"p","in":"query",%s}]}},
				"/b/{p}":{"get":{"operationId":"path","parameters":[{"name":"p","in":"path",%s}]}}}}"""
			.formatted(format, schema, schema)));
		JsonNode payload = json("{\"p\":\"" + text + "\"}");
		assertThat(renderCall(description.findOperation("query").orElseThrow().bindPayload(payload)))
			.isEqualTo("GET /a?p=" + text);
		ApiOperation guarded = description.findOperation("path").orElseThrow();
		assertThat(catchThrowableOfType(ProblemException.class, () -> guarded.bindPayload(payload)).faults())
			.extracting(Fault::pointer)
			.containsExactly("/payload/p");
	}

	@Test
	void readsOperationsBesidePathReference() {
		ApiDescription description = TestDescriptions.describe(json("""
				{"openapi":"3.1.0","components":{"pathItems":{"shared":{"get":{"operationId":"one"}}}},
				"paths":{"/a":{"$ref":"#/components/pathItems/shared","post":{"operationId":"two"}}}}"""));
		assertThat(description.listCallableOperations()).extracting(ApiOperation::name).containsExactly("one", "two");
	}

	@Test
	void namesEveryFaultAtOnce() {
		ProblemException refusal = catchProblem("listDogs", json("{\"limit\":\"x\",\"tags\":[1,2],\"other\":1}"));
		assertThat(refusal.code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
		assertThat(refusal.faults()).extracting(Fault::pointer)
			.containsExactly("/payload/limit", "/payload/other", "/payload/tags/0", "/payload/tags/1");
	}

	@Test
	void treatsMissingPayloadAsEmpty() {
		assertThat(operation("listDogs").bindPayload(NullNode.getInstance()).path()).isEqualTo("/dogs");
	}

	@Test
	void describesOperation() {
		ApiOperation list = operation("listDogs");
		assertThat(list.summary()).isEqualTo("Lists dogs");
		assertThat(list.description()).isEqualTo("All of them.");
		assertThat(list.method() + " " + list.path()).isEqualTo("GET /dogs");
		assertThat(list.isDeprecated()).isFalse();
		assertThat(operation("changeDog").isDeprecated()).isTrue();
		assertThat(operation("changeDog").summary()).isNull();
		assertThat(List.of("listDogs", "renameDog", "removeDog").stream().map(this::operation))
			.allMatch(ApiOperation::isIdempotent);
		assertThat(List.of("addDog", "changeDog").stream().map(this::operation)).noneMatch(ApiOperation::isIdempotent);
	}

	@Test
	void describesPayloadBySelfContainedSchema() {
		JsonNode schema = operation("addDog").buildPayloadSchema();
		assertThat(schema.path("properties").propertyNames()).containsExactly("id", "name", "owner", "size", "mother");
		assertThat(schema.path("required")).isEqualTo(json("[\"name\"]"));
		assertThat(schema.path("$defs").propertyNames()).containsExactlyInAnyOrder("Animal", "Dog");
		assertThat(schema.toString()).doesNotContain("#/components").contains("\"examples\":[\"Rex\"]");
		assertThat(JsonSchema.of(schema).findFaults(json("{\"name\":\"Rex\",\"mother\":{\"name\":1}}")))
			.containsExactly(new Fault("/mother/name", "must be a string"));
		assertThat(operation("listDogs").buildPayloadSchema().at("/properties/limit/description").asString())
			.isEqualTo("How many");
	}

	@Test
	void requiresFieldsOfOptionalBodyOnceOneIsSet() {
		ApiOperation operation = TestDescriptions.only("/x", "post", """
				{"requestBody":{"content":{"application/json":{"schema":{"type":"object","required":["a","b"],
				"properties":{"a":{},"b":{},"c":{}}}}}}}""");
		assertThat(operation.bindPayload(json("{}")).body()).isNull();
		assertThat(operation.bindPayload(json("{\"a\":1,\"b\":2}")).body()).isNotNull();
		ProblemException refusal = catchThrowableOfType(ProblemException.class,
				() -> operation.bindPayload(json("{\"c\":1,\"a\":1}")));
		assertThat(refusal.faults()).extracting(Fault::pointer).containsOnly("/payload/b");
	}

	@Test
	void carriesOverChoicesOfRequiredFields() {
		ApiOperation operation = TestDescriptions.withBody("""
				{"application/json":{"schema":{"properties":{"a":{},"b":{}},"anyOf":[{"required":["a"]},
				{"required":["b"]}],"required":["undeclared"],"additionalProperties":true}}}""");
		assertThat(operation.bindPayload(json("{\"a\":1,\"undeclared\":1}")).body()).isNotNull();
		ProblemException refusal = catchThrowableOfType(ProblemException.class,
				() -> operation.bindPayload(json("{}")));
		assertThat(refusal.faults()).extracting(Fault::pointer).containsExactly("/payload", "/payload/undeclared");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '\'', textBlock = """
			{"oneOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}]} ^ object of other shapes
			{"type":"object","properties":{"a":{}},"minProperties":1} ^ counts its fields
			{"type":"object","additionalProperties":false} ^ no fields
			{"type":"string"} ^ no object
			true ^ anything
			""")
	void keepsABodyWholeThatHasNoPlainFields(String schema, String reason) {
		ApiOperation operation = TestDescriptions.withBody("{\"application/json\":{\"schema\":" + schema + "}}");
		assertThat(operation.buildPayloadSchema().path("properties").propertyNames()).as(reason)
			.containsExactly("body");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '\'', textBlock = """
			{"path":"a","body":"b"} ^ POST /x/a {"body":"b"}
			{"path":{"path":"a"},"body":{"body":"b"}} ^ POST /x/a {"body":"b"}
			{"path":{"path":"a"}} ^ POST /x/a
			""")
	void choosesValidFormForAmbiguousPayload(String payload, String expected) {
		ApiOperation operation = TestDescriptions.only("/x/{path}", "post", """
				{"requestBody":{"content":{"application/json":{"schema":{"properties":{"body":{"type":"string"}}}}}},
				"parameters":[{"name":"path","in":"path","schema":{"type":"string"}}]}""");
		assertThat(renderCall(operation.bindPayload(json(payload))).strip()).isEqualTo(expected);
	}

	@Test
	void reportsFlatFormFaultsForAmbiguousInvalidPayload() {
		ApiOperation operation = TestDescriptions.only("/x/{path}", "get",
				"{\"parameters\":[{\"name\":\"path\",\"in\":\"path\",\"schema\":{\"type\":\"string\"}}]}");
		ProblemException refusal = catchThrowableOfType(ProblemException.class,
				() -> operation.bindPayload(json("{\"path\":{\"path\":1}}")));
		assertThat(refusal.faults()).extracting(Fault::pointer).containsExactly("/payload/path");
	}

	@Test
	void renamesBodyIfAParameterIsCalledBody() {
		ApiOperation operation = TestDescriptions.only("/x/{body}", "post",
				"{\"requestBody\":{\"content\":{\"application/json\":{}}}}");
		OperationCall call = operation.bindPayload(json("{\"body\":\"p\",\"request_body\":[1]}"));
		assertThat(renderCall(call)).isEqualTo("POST /x/p [1]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '\'', textBlock = """
			/a b/{p}/é ^ /a%20b/v/%C3%A9
			/a%2Fb/{p}/%zz ^ /a%2Fb/v/%25zz
			/{p}.json ^ /v.json
			/a?x=1&y&z=%20#frag ^ /a?x=1&y=&z=%20
			/send/#env/{p} ^ /send/%23env/v
			/#Action=AddUser ^ /
			/q/{p}:cancel ^ /q/v:cancel
			""")
	void writesTheLiteralPartsOfAPath(String template, String expected) {
		ApiOperation operation = TestDescriptions.only(template, "get", "{}");
		JsonNode payload = json(template.contains("{p}") ? "{\"p\":\"v\"}" : "{}");
		assertThat(renderCall(operation.bindPayload(payload)).replace("z= ", "z=%20")).isEqualTo("GET " + expected);
	}

	@ParameterizedTest
	@CsvSource({ "/a/../b", "//evil.example/x", "/./a" })
	void rejectsPathThatLeavesTheBaseUrl(String path) {
		ApiOperation operation = TestDescriptions.only(path, "get", "{}");
		assertThat(catchThrowableOfType(ProblemException.class, () -> operation.bindPayload(json("{}"))).detail())
			.contains("cannot be called: its path");
	}

	@Test
	void rejectsParametersThatCombineToDotSegment() {
		ApiOperation operation = TestDescriptions.only("/a/{x}{y}/b", "get", "{}");
		assertThat(catchThrowableOfType(ProblemException.class,
				() -> operation.bindPayload(json("{\"x\":\".\",\"y\":\".\"}")))
			.faults()).extracting(Fault::pointer).containsExactly("/payload/x", "/payload/y");
	}

	@Test
	void servesConcurrentFirstCalls() {
		for (int round = 0; round < 50; round++) {
			ApiOperation fresh = TestDescriptions.kennel().findOperation("addDog").orElseThrow();
			Queue<OperationCall> calls = new ConcurrentLinkedQueue<>();
			Queue<ProblemException> refusals = new ConcurrentLinkedQueue<>();
			try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
				for (int i = 0; i < 8; i++) {
					executor.execute(() -> calls
						.add(fresh.bindPayload(json("{\"name\":\"Rex\",\"mother\":{\"name\":\"Mo\"}}"))));
					executor.execute(() -> refusals.add(catchThrowableOfType(ProblemException.class,
							() -> fresh.bindPayload(json("{\"name\":\"Rex\",\"mother\":{\"name\":1}}")))));
				}
			}
			assertThat(calls).hasSize(8);
			assertThat(refusals).hasSize(8)
				.allSatisfy((refusal) -> assertThat(refusal.faults()).extracting(Fault::pointer)
					.containsExactly("/payload/mother/name"));
		}
	}

	private ApiOperation operation(String name) {
		return this.kennel.findOperation(name).orElseThrow();
	}

	private ProblemException catchProblem(String operation, JsonNode payload) {
		return catchThrowableOfType(ProblemException.class, () -> operation(operation).bindPayload(payload));
	}

	private static String renderCall(OperationCall call) {
		StringBuilder written = new StringBuilder(call.method()).append(' ').append(call.path());
		String separator = "?";
		for (NameValue pair : call.query()) {
			written.append(separator).append(pair.name()).append('=').append(pair.value());
			separator = "&";
		}
		call.headers()
			.forEach((header) -> written.append(' ').append(header.name()).append(": ").append(header.value()));
		if (call.body() != null) {
			assertThat(call.mediaType()).isEqualTo("application/json");
			written.append(' ').append(new String(Objects.requireNonNull(call.body()), StandardCharsets.UTF_8));
		}
		return written.toString();
	}

}
