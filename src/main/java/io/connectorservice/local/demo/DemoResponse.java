package io.connectorservice.local.demo;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * A response of the demo service.
 *
 * @param status the HTTP status
 * @param headers its headers
 * @param body the body; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // instances are never compared
record DemoResponse(int status, Map<String, String> headers, byte[] body) {

	static DemoResponse json(JsonMapper json, int status, Object body) {
		return of(status, "application/json", json.writeValueAsBytes(body));
	}

	static DemoResponse html(int status, String page) {
		return of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
	}

	static DemoResponse of(int status, String mediaType, byte[] body) {
		return new DemoResponse(status, Map.of("Content-Type", mediaType), body);
	}

	static DemoResponse empty() {
		return new DemoResponse(204, Map.of(), new byte[0]);
	}

	static DemoResponse redirect(String location) {
		return new DemoResponse(302, Map.of("Location", location), new byte[0]);
	}

	DemoResponse with(String header, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.headers);
		more.put(header, value);
		return new DemoResponse(this.status, more, this.body);
	}

}
