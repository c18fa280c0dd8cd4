package io.connectorservice.apispec.binding;

import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import io.connectorservice.apispec.TestDescriptions;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ParameterStylesTests {

	@ParameterizedTest
	@CsvFileSource(resources = "/apispec/styles.csv", delimiter = '^', quoteCharacter = '\'', numLinesToSkip = 1)
	void serializesOrRejectsEveryStyle(String in, String style, String explode, String value, String expected) {
		String how = style.equals("content") ? "\"content\":{\"application/json\":{\"schema\":{}}}"
				: "\"style\":\"" + style + "\",\"explode\":" + explode;
		String path = in.equals("path") ? "/x/{p}" : "/x";
		ApiOperation operation = TestDescriptions.only(path, "get",
				"{\"parameters\":[{\"name\":\"p\",\"in\":\"" + in + "\"," + how + "}]}");
		JsonNode payload = TestDescriptions.json("{\"p\":" + value + "}");
		if (expected.startsWith("!")) {
			assertRefused(operation, payload, expected.substring(2));
			return;
		}
		OperationCall call = operation.bindPayload(payload);
		assertThat(switch (in) {
			case "path" -> call.path();
			case "query" -> pairs(call.query(), "=", "&");
			default -> pairs(call.headers(), ": ", ", ").strip();
		}).isEqualTo(expected);
	}

	private static void assertRefused(ApiOperation operation, JsonNode payload, String detail) {
		ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> operation.bindPayload(payload));
		assertThat(refusal.faults()).containsExactly(new Fault("/payload/p", detail));
	}

	private static String pairs(List<NameValue> pairs, String within, String between) {
		return pairs.stream().map((pair) -> pair.name() + within + pair.value()).collect(Collectors.joining(between));
	}

}
