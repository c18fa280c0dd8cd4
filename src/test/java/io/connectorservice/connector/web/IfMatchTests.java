package io.connectorservice.connector.web;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class IfMatchTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", textBlock = """
			none | true
			* | true
			"1" | true
			"0","1" | true
			"0" ; "1" | true
			"0, 1" | false
			W/"1" | false
			1 | false
			"10" | false
			'' | false
			""")
	void comparesStrongTags(@Nullable String headers, boolean permitted) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		List<String> lines = (headers == null) ? List.of() : List.of(headers.split(" ; "));
		lines.forEach((line) -> request.addHeader("If-Match", line));
		assertThat(IfMatch.fromRequest(request).permits("\"1\"")).isEqualTo(permitted);
	}

}
