package io.connectorservice.connector.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class IfMatchTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
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
	void comparesStrongTags(String headers, boolean permitted) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		List.of(headers.split(" ; ")).forEach((line) -> request.addHeader("If-Match", line));
		assertThat(IfMatch.fromRequest(request)).returns(permitted, (condition) -> condition.permits("\"1\""));
	}

	@Test
	void findsNoConditionWithoutTheHeader() {
		assertThat(IfMatch.fromRequest(new MockHttpServletRequest())).isNull();
	}

}
