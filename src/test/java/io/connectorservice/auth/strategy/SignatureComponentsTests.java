package io.connectorservice.auth.strategy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

import io.connectorservice.digest.Sha256;
import io.connectorservice.json.StrictJson;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.TargetUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class SignatureComponentsTests {

	private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

	private static final OutboundRequest REQUEST = OutboundRequest
		.of("PUT", TargetUrl.of("https://api.example.com:8443/a%20b/{method}?q=1&r=%7Bbody%7D"))
		.withBody("application/json", "{\"key_id\":\"{nonce}\"}".getBytes(StandardCharsets.UTF_8));

	private static JsonNode config(String json) {
		return StrictJson.read(json.getBytes(StandardCharsets.UTF_8));
	}

	private static String fill(OutboundRequest request, String template) {
		SignatureComponents parts = new SignatureComponents(request, config("{\"key_id\":\"k1\"}"), NOW);
		return new String(parts.fill(template), StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{method} | PUT
			{host} | api.example.com:8443
			{path} | /a%20b/%7Bmethod%7D
			{query} | q=1&r=%7Bbody%7D
			{path_and_query} | /a%20b/%7Bmethod%7D?q=1&r=%7Bbody%7D
			{url} | https://api.example.com:8443/a%20b/%7Bmethod%7D?q=1&r=%7Bbody%7D
			{content_type} | application/json
			{body} | {"key_id":"{nonce}"}
			{timestamp} | 1795515630
			{key_id} | k1
			{colour} | {colour}
			a{method}b{key_id}c | aPUTbk1c
			""")
	void fillsEachPlaceholderOnce(String template, String expected) {
		assertThat(fill(REQUEST, template)).isEqualTo(expected);
	}

	@Test
	void fillsMissingPartsWithEmptyText() {
		assertThat(fill(REQUEST, "{body_sha256}")).isEqualTo(HexFormat.of().formatHex(Sha256.digest(REQUEST.body())));
		OutboundRequest bare = OutboundRequest.of("GET", TargetUrl.of("https://api.example.com"));
		assertThat(fill(bare, "{query}|{path_and_query}|{content_type}|{body}")).isEqualTo("|/||");
		assertThat(fill(bare, "{body_sha256_base64}")).isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
	}

	@ParameterizedTest
	@CsvSource({ "epoch_seconds,1795515630", "epoch_milliseconds,1795515630456", "iso_8601,2026-11-24T10:20:30Z",
			"http_date,'Tue, 24 Nov 2026 10:20:30 GMT'" })
	void writesTheTime(String format, String expected) {
		SignatureComponents parts = new SignatureComponents(REQUEST,
				config("{\"timestamp_format\":\"" + format + "\"}"), NOW);
		assertThat(parts.timestamp()).isEqualTo(expected);
		assertThat(parts.withSignature("t={timestamp},v={signature},n={nonce}", "$1\\s"))
			.isEqualTo("t=" + expected + ",v=$1\\s,n=" + parts.nonce());
	}

}
