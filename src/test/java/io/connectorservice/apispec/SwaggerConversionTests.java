package io.connectorservice.apispec;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

import io.connectorservice.apispec.binding.OperationCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static io.connectorservice.apispec.TestDescriptions.json;
import static org.assertj.core.api.Assertions.assertThat;

class SwaggerConversionTests {

	private static final String SHARED = """
			"host":"api.example","definitions":{"Pet":{"type":"object","required":["name"],"properties":{
			"name":{"type":"string"},"example":{"$ref":"#/definitions/Tag"},"tag":{"$ref":"#/definitions/Tag"}}},
			"Tag":{"type":"object","x-nullable":true,"properties":{"id":{"type":"integer"}}}},
			"parameters":{"Limit":{"name":"limit","in":"query","type":"integer"},
			"Body":{"name":"pet","in":"body","required":true,"schema":{"$ref":"#/definitions/Pet"}},
			"Note":{"name":"note","in":"formData","type":"string","required":true}}""";

	@ParameterizedTest
	@CsvFileSource(resources = "/apispec/swagger.csv", delimiter = '^', quoteCharacter = '`', numLinesToSkip = 1)
	void performsSwaggerOperations(String item, String payload, String expected) {
		ApiDescription description = TestDescriptions.describe(convert("\"paths\":{\"/x\":" + item + "}," + SHARED));
		OperationCall call = description.listCallableOperations().getFirst().bindPayload(json(payload));
		String query = call.query()
			.stream()
			.map((pair) -> pair.name() + "=" + pair.value())
			.collect(Collectors.joining("&"));
		String type = String.valueOf(call.mediaType()).replaceAll("boundary=.*", "boundary");
		String body = (call.body() == null) ? "" : new String(call.body(), StandardCharsets.UTF_8);
		String shown = type.startsWith("multipart")
				? String.valueOf(body.contains("name=\"f\"; filename") && body.contains("\r\n\r\nhi\r\n")) : body;
		assertThat((query + " " + type + " " + shown).strip()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
			"host":"a.example" ^ https://a.example
			"host":"a.example","basePath":"/","schemes":["http","https"] ^ https://a.example
			"host":"a.example:8080","basePath":"/v2","schemes":["http"] ^ http://a.example:8080/v2
			""")
	void buildsServerFromHostAndBasePath(String parts, String url) {
		assertThat(convert(parts).at("/servers/0/url").asString()).isEqualTo(url);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '`',
			textBlock = """
					{"type":"basic"} ^ {"type":"http","scheme":"basic"}
					{"type":"apiKey","in":"header","name":"K"} ^ {"type":"apiKey","in":"header","name":"K"}
					{"type":"oauth2","flow":"accessCode","tokenUrl":"https://a.example/t"} ^ {"type":"oauth2","flows":{"authorizationCode":{"tokenUrl":"https://a.example/t"}}}
					{"type":"oauth2","flow":"application","tokenUrl":"https://a.example/t"} ^ {"type":"oauth2","flows":{"clientCredentials":{"tokenUrl":"https://a.example/t"}}}
					""")
	void movesSecuritySchemes(String old, String scheme) {
		assertThat(convert("\"securityDefinitions\":{\"s\":" + old + "}").at("/components/securitySchemes/s"))
			.isEqualTo(json(scheme));
	}

	@Test
	void warnsThatDescriptionWasConverted() {
		ObjectNode converted = convert("\"paths\":{}");
		assertThat(TestDescriptions.describe(converted).warnings()).containsExactly(new SpecWarning("/x-converted-from",
				null, "the description was converted from Swagger 2.0 to OpenAPI 3.0, without its responses"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
			{"swagger":"1.2"}
			{"openapi":"3.0.0"}
			{"openapi":"3.0.0","swagger":"2.0"}
			{}
			""")
	void keepsOtherDescriptionsUnchanged(String description) {
		JsonNode before = json(description);
		assertThat(SwaggerConversion.asOpenApi((ObjectNode) json(description))).isEqualTo(before);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '^', quoteCharacter = '`',
			textBlock = """
					"paths":5
					"paths":{"/a":5,"/b":{"get":7,"post":{"parameters":7}},"/c":{"get":{"parameters":[5,null,{"$ref":"#/no"}]}}}
					"paths":{"/a":{"post":{"parameters":[{"in":"body"}],"consumes":[5,"x"]}}},"consumes":"x","host":5,"schemes":7
					"parameters":{"a":5,"b":{"$ref":"#/parameters/b"},"c":{"in":"formData"}},"securityDefinitions":{"a":5},"definitions":[]
					"paths":{"/a":{"post":{"parameters":[{"$ref":"#/parameters/b"}]}}},"parameters":{"b":{"$ref":"#/parameters/b"}}
					"paths":{"/a":{"post":{"parameters":[{"$ref":"http://127.0.0.1:9/x.json"}]}}}
					""")
	void convertsMalformedSwaggerWithoutFailure(String parts) {
		assertThat(convert(parts).path("openapi").asString()).isEqualTo("3.0.3");
		TestDescriptions.describe(convert(parts));
	}

	private static ObjectNode convert(String parts) {
		return SwaggerConversion.asOpenApi((ObjectNode) json("{\"swagger\":\"2.0\"," + parts + "}"));
	}

}
