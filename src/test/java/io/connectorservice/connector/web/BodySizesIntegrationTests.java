package io.connectorservice.connector.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.RawCall;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds request bodies to their limits: what is too large is refused before it is read
 * whole.
 */
@ConnectorServiceTest
class BodySizesIntegrationTests {

	private static final int KIB = 1024;

	private static final int MIB = 1024 * KIB;

	private final ServiceClient tenant;

	private final int port;

	BodySizesIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.port = client.uri("/").getPort();
	}

	@Test
	void acceptsAndReturnsDescriptionOfAlmost16MiB() {
		Answer answer = create(createWithDescription(16 * MIB - 100));
		assertThat(answer.status()).as(answer.text().substring(0, 200)).isEqualTo(201);
		assertThat(this.tenant.get(answer.location()).response().body()).hasSizeGreaterThan(16 * MIB - 200);
	}

	@Test
	void rejectsDescriptionOver16MiB() {
		assertTooLarge(create(createWithDescription(16 * MIB + 100)));
		assertThat(total()).isZero();
	}

	@Test
	void acceptsAlmost256KiBOfOtherFields() {
		assertThat(create(createWithMetadata(256 * KIB - 400)).status()).isEqualTo(201);
	}

	@Test
	void rejectsOver256KiBOfOtherFields() {
		assertTooLarge(create(createWithMetadata(256 * KIB + 100)));
		assertThat(total()).isZero();
	}

	@Test
	void countsFieldsBeforeAndAfterTheDescriptionTogether() {
		String body = TestConfigurations.apikey()
			.with("metadata", filler(150 * KIB))
			.with("api_spec", filler(MIB))
			.with("scopes", "[\"" + "a".repeat(150 * KIB) + "\"]")
			.json();
		assertTooLarge(create(body));
	}

	@Test
	void countsWhitespaceAroundBody() {
		assertTooLarge(create(TestConfigurations.apikey().json() + " ".repeat(300 * KIB)));
		assertTooLarge(create(" ".repeat(300 * KIB) + TestConfigurations.apikey().json()));
	}

	@Test
	void countsADescriptionThatIsGivenTwiceAsOne() {
		String twice = TestConfigurations.apikey()
			.json()
			.replaceFirst("\\{", "{\"api_spec\":" + filler(9 * MIB) + ",\"api_spec\":" + filler(8 * MIB) + ",");
		assertTooLarge(create(twice));
	}

	@Test
	void rejectsApiSpecHiddenInMetadata() {
		assertTooLarge(
				create(TestConfigurations.apikey().with("metadata", "{\"api_spec\":" + filler(MIB) + "}").json()));
	}

	private String createWithDescription(int bytes) {
		return TestConfigurations.apikey().with("api_spec", filler(bytes)).json();
	}

	private static String createWithMetadata(int bytes) {
		return TestConfigurations.apikey().with("metadata", filler(bytes)).json();
	}

	private static String filler(int bytes) {
		return "{\"x-filler\":\"" + "a".repeat(bytes - 15) + "\"}";
	}

	private Answer create(String json) {
		return this.tenant.post(ServiceClient.CONFIGURATIONS, json);
	}

	private static void assertTooLarge(Answer answer) {
		assertThat(answer.status()).isEqualTo(413);
		assertThat(answer.code()).isEqualTo("payload_too_large");
	}

	private int total() {
		return this.tenant.get(ServiceClient.CONFIGURATIONS).json().at("/pagination/total").asInt();
	}

	@ParameterizedTest
	@CsvSource({ "PUT, /configurations/{id}/credentials", "POST, /{id}/actions" })
	void rejectsMoreThanAMebibyteAtOtherEndpoints(String method, String path) {
		String id = this.tenant.create(TestConfigurations.apikey().json());
		byte[] body = ("{\"api_key\":\"" + "k".repeat(MIB) + "\"}").getBytes(StandardCharsets.UTF_8);
		assertTooLarge(this.tenant.send(method, ServiceClient.BASE + path.replace("{id}", id), body));
	}

	@ParameterizedTest
	@ValueSource(strings = { "100000000", "9223372036854775807" })
	void rejectsTooLargeContentLengthWithoutReading(String length) {
		try (RawCall call = new RawCall(this.port)) {
			assertThat(call.write(head("POST", ServiceClient.CONFIGURATIONS, "Content-Length: " + length) + "{")
				.readResponse()
				.status()).isEqualTo(413);
		}
	}

	@Test
	void rejectsEndlessChunkedBody() {
		try (RawCall call = new RawCall(this.port)) {
			call.write(head("POST", ServiceClient.CONFIGURATIONS, "Transfer-Encoding: chunked"));
			call.write(chunk("{\"metadata\":{\"a\":\""));
			for (int i = 0; i < 30; i++) {
				call.write(chunk("a".repeat(10 * KIB)));
			}
			assertThat(call.readResponse().status()).isEqualTo(413);
		}
	}

	@Test
	void rejectsTooManyChunksAtOtherEndpoints() {
		String id = this.tenant.create(TestConfigurations.apikey().json());
		try (RawCall call = new RawCall(this.port)) {
			call.write(head("PUT", ServiceClient.CONFIGURATIONS + "/" + id + "/credentials",
					"Transfer-Encoding: chunked"));
			call.write(chunk("{\"api_key\":\"" + "a".repeat(MIB)));
			assertThat(call.readResponse().status()).isEqualTo(413);
		}
	}

	@Test
	void acceptsChunkedBody() {
		String json = TestConfigurations.apikey().json();
		try (RawCall call = new RawCall(this.port)) {
			call.write(head("POST", ServiceClient.CONFIGURATIONS, "Transfer-Encoding: chunked"));
			call.write(chunk(json.substring(0, 20)) + chunk(json.substring(20)) + "0\r\n\r\n");
			assertThat(call.readResponse().status()).isEqualTo(201);
		}
	}

	private String head(String method, String path, String length) {
		return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Authorization: " + this.tenant.header("Authorization") + "\r\n" + length + "\r\n\r\n";
	}

	private static String chunk(String text) {
		return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
	}

	@Test
	void rejectsCompressedBodies() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(TestConfigurations.apikey().json().getBytes(StandardCharsets.UTF_8));
		}
		Answer answer = this.tenant.withHeader("Content-Encoding", "gzip")
			.send("POST", ServiceClient.CONFIGURATIONS, bytes.toByteArray());
		assertThat(answer.status()).isEqualTo(415);
		assertThat(answer.code()).isEqualTo("unsupported_media_type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/xml", "application/x-www-form-urlencoded",
			"multipart/form-data; boundary=x", "application/problem+json", "nonsense", "application/*" })
	void rejectsOtherMediaTypes(String type) {
		Answer answer = this.tenant.withHeader("Content-Type", type)
			.post(ServiceClient.CONFIGURATIONS, TestConfigurations.apikey().json());
		assertThat(answer.status()).isEqualTo(415);
		assertThat(answer.code()).isEqualTo("unsupported_media_type");
		assertThat(total()).isZero();
	}

	@Test
	void rejectsBodyWithoutAMediaType() {
		String json = TestConfigurations.apikey().json();
		String head = head("POST", ServiceClient.CONFIGURATIONS, "Content-Length: " + json.length());
		RawCall.Answer answer = RawCall.send(this.port,
				head.replace("Content-Type: application/json\r\n", "Connection: close\r\n") + json);
		assertThat(answer.status()).isEqualTo(415);
	}

	@Test
	void acceptsJsonMediaTypeWithParameters() {
		assertThat(this.tenant.withHeader("Content-Type", "application/json;charset=UTF-8")
			.post(ServiceClient.CONFIGURATIONS, TestConfigurations.apikey().json())
			.status()).isEqualTo(201);
	}

}
