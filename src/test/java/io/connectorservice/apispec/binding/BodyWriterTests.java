package io.connectorservice.apispec.binding;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import io.connectorservice.apispec.TestDescriptions;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;

import static io.connectorservice.apispec.TestDescriptions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class BodyWriterTests {

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '\'', textBlock = """
			application/json ^ {"a":1.50} ^ application/json ^ {"a":1.50}
			application/json; charset=utf-8 ^ "é" ^ application/json; charset=utf-8 ^ "é"
			application/vnd.x+json ^ [1,null] ^ application/vnd.x+json ^ [1,null]
			text/json ^ {"a":1} ^ text/json ^ {"a":1}
			*/* ^ {} ^ application/json ^ {}
			text/plain ^ "héllo" ^ text/plain ^ héllo
			text/csv ^ "a,b" ^ text/csv ^ a,b
			application/xml ^ "<a/>" ^ application/xml ^ <a/>
			image/svg+xml ^ "<svg/>" ^ image/svg+xml ^ <svg/>
			application/octet-stream ^ "aGk=" ^ application/octet-stream ^ hi
			image/png ^ "aGk=" ^ image/png ^ hi
			image/* ^ "aGk=" ^ application/octet-stream ^ hi
			""")
	void writesWholeBodies(String mediaType, String body, String sentType, String sent) {
		ApiOperation operation = TestDescriptions.withBody("{\"" + mediaType + "\":{\"schema\":{}}}");
		OperationCall call = operation.bindPayload(json("{\"body\":" + body + "}"));
		assertThat(call.mediaType()).isEqualTo(sentType);
		assertThat(text(call)).isEqualTo(sent);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '\'',
			textBlock = """
					{} ^ {"a":"x y&z=é","b":2} ^ a=x+y%26z%3D%C3%A9&b=2
					{} ^ {"a":["x","y"],"n":null} ^ a=x&a=y
					{} ^ {"a":[{"price":"p1"},{"quantity":2}]} ^ a%5B0%5D%5Bprice%5D=p1&a%5B1%5D%5Bquantity%5D=2
					{} ^ {"a":[[1,2],["x"]]} ^ a%5B0%5D%5B%5D=1&a%5B0%5D%5B%5D=2&a%5B1%5D%5B%5D=x
					{} ^ {"a":{"k":[1]}} ^ a=%7B%22k%22%3A%5B1%5D%7D
					{"a":{"explode":false}} ^ {"a":["x","y"]} ^ a=x%2Cy
					{"a":{"style":"deepObject","explode":true}} ^ {"a":{"k":{"l":"m"}}} ^ a%5Bk%5D%5Bl%5D=m
					{"a":{"style":"deepObject"}} ^ {"a":[{"price":"p1"},{"quantity":2}]} ^ a%5B0%5D%5Bprice%5D=p1&a%5B1%5D%5Bquantity%5D=2
					{"a":{"style":"deepObject"}} ^ {"a":{"k":[{"l":[1,2]}]}} ^ a%5Bk%5D%5B0%5D%5Bl%5D%5B%5D=1&a%5Bk%5D%5B0%5D%5Bl%5D%5B%5D=2
					{"a":{"style":"deepObject"}} ^ {"a":["x","y"]} ^ a%5B%5D=x&a%5B%5D=y
					{"a":{"style":"pipeDelimited"}} ^ {"a":["x","y"]} ^ a=x%7Cy
					{"a":{"style":"form"}} ^ {"a":{"k":"v","l":"w"}} ^ k=v&l=w
					""")
	void writesForms(String encoding, String payload, String sent) {
		ApiOperation operation = TestDescriptions.withBody("{\"application/x-www-form-urlencoded\":{\"schema\":"
				+ "{\"properties\":{\"a\":{},\"b\":{},\"n\":{}}},\"encoding\":" + encoding + "}}");
		OperationCall call = operation.bindPayload(json(payload));
		assertThat(call.mediaType()).isEqualTo("application/x-www-form-urlencoded");
		assertThat(text(call)).isEqualTo(sent);
	}

	@Test
	void writesMultipartBodies() {
		OperationCall call = upload().bindPayload(
				json("""
						{"file":"aGk=","files":["YQ==","Yg=="],"meta":{"k":1},"note":"a\\"b","left":null,"we\\"ird\\n":"x"}"""));
		String boundary = Objects.requireNonNull(call.mediaType()).substring("multipart/form-data; boundary=".length());
		assertThat(text(call)).isEqualTo("""
				--B
				Content-Disposition: form-data; name="file"; filename="file"
				Content-Type: image/png

				hi
				--B
				Content-Disposition: form-data; name="files"; filename="files"
				Content-Type: application/octet-stream

				a
				--B
				Content-Disposition: form-data; name="files"; filename="files"
				Content-Type: application/octet-stream

				b
				--B
				Content-Disposition: form-data; name="meta"
				Content-Type: application/json

				{"k":1}
				--B
				Content-Disposition: form-data; name="note"

				a"b
				--B
				Content-Disposition: form-data; name="we%22ird%0A"

				x
				--B--
				""".replace("\n", "\r\n").replace("B\r\n", boundary + "\r\n").replace("--B--", "--" + boundary + "--"));
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/apispec/uploads.csv", delimiter = '^', quoteCharacter = '`', numLinesToSkip = 1)
	void sendsFilePartForEveryFormOfFileSchema(String schema, @Nullable String components, String encoding,
			String payload, @Nullable String headers, String content) {
		ApiOperation operation = upload(schema, components, encoding);
		String boundary = "--B\r\nContent-Disposition: form-data; name=\"f\"";
		String expected = (headers == null) ? boundary : boundary + "; " + headers.replace("|", "\r\nContent-Type: ");
		for (String form : List.of("{\"f\":" + payload + "}", "{\"body\":{\"f\":" + payload + "}}")) {
			OperationCall call = bindEither(operation, form);
			assertThat(withFixedBoundary(call)).isEqualTo(expected + "\r\n\r\n" + content + "\r\n--B--\r\n");
		}
	}

	// some bodies are too rich to be flat
	private static OperationCall bindEither(ApiOperation operation, String form) {
		boolean flat = operation.buildPayloadSchema().path("properties").has("f");
		return operation.bindPayload(json(flat || form.startsWith("{\"body\"") ? form : "{\"body\":" + form + "}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '\'', textBlock = """
			{"type":"string","format":"binary"} ^ {"content":"$"} ^ /payload/f/content
			{"type":"string","format":"binary"} ^ {"content":"aGk=","media_type":"x"} ^ /payload/f/media_type
			{"type":"string","format":"binary"} ^ {"content":"aGk=","file_name":"a\\nb"} ^ /payload/f/file_name
			{"anyOf":[{"format":"binary","type":"string"},{"type":"string"}]} ^ "aGk=" ^ /payload/f
			{"$ref":"#/components/schemas/F"} ^ "$" ^ /payload/f
			""")
	void rejectsInvalidFilePayload(String field, String payload, String pointer) {
		ApiOperation operation = upload("{\"properties\":{\"f\":" + field + "}}",
				"\"F\":{\"type\":\"string\",\"format\":\"binary\"}", "{}");
		assertThat(catchFaults(operation, "{\"f\":" + payload + "}")).extracting(Fault::pointer)
			.containsExactly(pointer);
	}

	@Test
	void describesFilesAsBase64OrAsContentWithNameAndType() {
		JsonNode field = upload("{\"$ref\":\"#/components/schemas/U\"}",
				"\"U\":{\"properties\":{\"f\":{\"type\":\"string\",\"format\":\"binary\",\"description\":\"A file\"}}}",
				"{}")
			.buildPayloadSchema()
			.at("/properties/f");
		assertThat(field.path("description").asString()).isEqualTo("A file");
		assertThat(field.at("/anyOf/0/contentEncoding").asString()).isEqualTo("base64");
		assertThat(field.at("/anyOf/1/properties").propertyNames()).containsExactly("content", "file_name",
				"media_type");
	}

	@Test
	void handlesCircularFileSchemas() {
		String circle = "\"U\":{\"allOf\":[" + "{\"$ref\":\"#/components/schemas/U\"},".repeat(20)
				+ "{\"properties\":{\"f\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/F\"},{\"$ref\":\"#/components/schemas/F\"}]}}}]},"
				+ "\"F\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/F\"},{\"$ref\":\"#/components/schemas/F\"}]}";
		assertTimeoutPreemptively(Duration.ofSeconds(60),
				() -> assertThat(upload("{\"$ref\":\"#/components/schemas/U\"}", circle, "{}").buildPayloadSchema())
					.isNotEmpty());
	}

	@Test
	void generatesNewBoundaryForEveryBody() {
		assertThat(upload().bindPayload(json("{\"note\":\"x\"}")).mediaType())
			.isNotEqualTo(upload().bindPayload(json("{\"note\":\"x\"}")).mediaType());
	}

	@Test
	void rejectsBytesThatAreNotBase64() {
		ApiOperation binary = TestDescriptions.withBody("{\"application/octet-stream\":{}}");
		assertThat(catchFaults(binary, "{\"body\":\"$$$\"}"))
			.containsExactly(new Fault("/payload/body", "must be Base64, because it represents bytes"));
		assertThat(catchFaults(upload(), "{\"file\":\"$\",\"files\":[\"YQ==\",\"%\"]}")).extracting(Fault::pointer)
			.containsExactly("/payload/file", "/payload/files/1");
	}

	@Test
	void prefersJsonAndIgnoresInvalidMediaTypes() {
		ApiOperation operation = TestDescriptions.withBody("""
				{"application/octet-stream":{},"text/plain":{},"multipart/form-data":{},"application/json\\r\\nX: y":{},
				"application/x-www-form-urlencoded":{},"application/problem+json":{}}""");
		assertThat(operation.bindPayload(json("{\"body\":1}")).mediaType()).isEqualTo("application/problem+json");
	}

	private static ApiOperation upload() {
		return TestDescriptions.withBody("""
				{"multipart/form-data":{"schema":{"properties":{
				"file":{"type":"string","format":"binary"},
				"files":{"type":"array","items":{"type":"string","contentEncoding":"base64"}},
				"meta":{"type":"object"},"note":{"type":"string"},"left":{}},"additionalProperties":true},
				"encoding":{"file":{"contentType":"image/png, image/jpeg"},"files":{"contentType":"image/*"}}}}""");
	}

	private static ApiOperation upload(String schema, @Nullable String components, String encoding) {
		return TestDescriptions
			.describe(
					json("""
							{"openapi":"3.1.0","components":{"schemas":{%s}},"paths":{"/x":{"post":{"requestBody":{"required":true,
							"content":{"multipart/form-data":{"schema":%s,"encoding":%s}}}}}}}"""
						.formatted((components != null) ? components : "", schema, encoding)))
			.listCallableOperations()
			.getFirst();
	}

	private static String withFixedBoundary(OperationCall call) {
		String mediaType = Objects.requireNonNull(call.mediaType());
		return text(call).replace(mediaType.substring("multipart/form-data; boundary=".length()), "B");
	}

	private static Iterable<Fault> catchFaults(ApiOperation operation, String payload) {
		return catchThrowableOfType(ProblemException.class, () -> operation.bindPayload(json(payload))).faults();
	}

	private static String text(OperationCall call) {
		return new String(Objects.requireNonNull(call.body()), StandardCharsets.UTF_8);
	}

}
