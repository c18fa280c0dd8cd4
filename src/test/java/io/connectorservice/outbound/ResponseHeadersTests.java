package io.connectorservice.outbound;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class ResponseHeadersTests {

	@ParameterizedTest
	@CsvSource({ "/\u00c3\u00bc, /ü", "/\u00fc, /\u00fc", "/plain, /plain", "/\u00e2\u0082\u00ac, /€" })
	void readsHeadersAsUtf8WhereTheyAre(String read, String expected) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Location", read);
		assertThat(new ResponseHeaders(headers).findLocation()).contains(expected);
	}

}
