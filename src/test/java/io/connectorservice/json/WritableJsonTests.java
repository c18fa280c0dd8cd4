package io.connectorservice.json;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class WritableJsonTests {

	private static final JsonMapper WRITER = JsonMapper.shared();

	@ParameterizedTest
	@ValueSource(strings = { "1e2147483648", "[1e2147483648]", "-1e-2147483648", "1e999999999", "1e10001", "[", "", " ",
			"{}{}", "{\"a\":", "nul", "NaN", "1e", "--1" })
	void rejectsJsonThatCannotBeWritten(String json) {
		assertThat(WritableJson.read(json)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "450, true", "451, false", "499, false", "500, false", "501, false", "5000, false" })
	void limitsNestingToWhatCanBeWritten(int levels, boolean taken) {
		String json = "[".repeat(levels) + "]".repeat(levels);
		assertThat(WritableJson.read(json).map((read) -> WRITER.writeValueAsString(java.util.Map.of("data", read))))
			.isEqualTo(taken ? java.util.Optional.of("{\"data\":" + json + "}") : java.util.Optional.empty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.50", "1E+300", "12345678901234567890", "\"a\\u0000\"", "null", "{\"a\":1}", "[1.0]" })
	void writesAcceptedJsonUnchanged(String json) {
		assertThat(WritableJson.read(json).map(WRITER::writeValueAsString)).contains(json);
	}

}
