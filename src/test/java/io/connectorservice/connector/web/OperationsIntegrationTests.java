package io.connectorservice.connector.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uses connectors as callers do, against a service on this machine.
 */
@ConnectorServiceTest
class OperationsIntegrationTests {

	private static final String KEY = "test-key-7f3a9c";

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ServiceClient tenant;

	OperationsIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	private String id;

	@BeforeEach
	void createConnector() {
		this.id = this.tenant
			.create("""
					{"connector_name":"tracker","service_name":"in-house-tracker","auth_type":"apikey",
					 "auth_config":{"api_key_name":"X-Api-Key","key_location":"header"},
					 "api_spec":{"openapi":"3.1.0","info":{"title":"Tracker","version":"1"},
					   "servers":[{"url":"%s/v1"}],
					   "paths":{"/issues/{id}/notes":{"post":{"operationId":"notes/add","parameters":[
					     {"name":"id","in":"path","required":true,"schema":{"type":"integer"}}],
					     "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
					       "required":["text"],"properties":{"text":{"type":"string"},
					       "at":{"type":"string","format":"date-time"},"by":{"type":"array","items":{"format":"email"}}}}}}}}}}},
					 "credentials":{"api_key":"%s"}}"""
				.formatted(this.upstream.url(), KEY));
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
	}

	@Test
	void performsActionsOfSwaggerDescription() {
		this.upstream.respondWith(Reply.json(200, "{}"));
		String host = this.upstream.url().replace("http://", "");
		String description = """
				{"swagger":"2.0","info":{"title":"Notes","version":"1"},"host":"%s","basePath":"/v1","schemes":["http"],
				 "definitions":{"Note":{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}},
				 "paths":{"/notes/{id}":{"put":{"operationId":"put_note","consumes":["application/json"],"parameters":[
				   {"name":"id","in":"path","required":true,"type":"string"},
				   {"name":"note","in":"body","required":true,"schema":{"$ref":"#/definitions/Note"}}]}}}}"""
			.formatted(host);
		String id = this.tenant.create(TestConfigurations.apikey()
			.with("api_spec", description)
			.with("credentials", "{\"api_key\":\"" + KEY + "\"}")
			.json()
			.replace("\"tracker\"", "\"notes\""));
		Answer made = this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id);
		assertThat(made.json().at("/api_spec/openapi").asString()).startsWith("3.");
		assertThat(made.json().path("api_spec_warnings").toString()).contains("Swagger 2.0");
		Answer done = this.tenant.post(ServiceClient.BASE + "/" + id + "/actions", """
				{"action_name":"put_note","payload":{"id":"7","text":"hello"}}""");
		assertThat(done.status()).as(done.text()).isEqualTo(200);
		assertThat(this.upstream.lastCall().uri()).isEqualTo("/v1/notes/7");
		assertThat(this.upstream.lastCall().body()).isEqualTo("{\"text\":\"hello\"}");
	}

	@Test
	void rejectsDescriptionTooLargeAfterConversion() {
		String methods = Stream.of("get", "put", "post", "delete", "patch", "head", "options")
			.map((method) -> "\"" + method + "\":{}")
			.collect(Collectors.joining(","));
		String description = """
				{"swagger":"2.0","host":"api.example.com","paths":{"/a":{%s,"parameters":[{"name":"b","in":"body",
				 "schema":{"type":"object","description":"%s"}}]}}}""".formatted(methods, "x".repeat(3_000_000));
		Answer refused = this.tenant.post(ServiceClient.CONFIGURATIONS,
				TestConfigurations.apikey().with("api_spec", description).json());
		assertThat(refused.status()).as(refused.text().substring(0, Math.min(300, refused.text().length())))
			.isEqualTo(413);
	}

	@Test
	void answersWithLengthInOnePiece() {
		this.upstream.respondWith(Reply.json(200, "[{\"id\":7}]"));
		Answer read = this.tenant.get(ServiceClient.BASE + "/" + this.id + "/data?resource_path=/issues");
		assertThat(read.header("transfer-encoding")).isNull();
		assertThat(read.header("content-length"))
			.isEqualTo(String.valueOf(read.text().getBytes(StandardCharsets.UTF_8).length));
	}

	@Test
	void signsReadAndReturnsResponse() {
		this.upstream.respondWith(Reply.json(200, "[{\"id\":7}]"));
		Answer answer = this.tenant.get(ServiceClient.BASE + "/" + this.id + "/data?resource_path=/issues&state=open");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().at("/data/0/id").asInt()).isEqualTo(7);
		assertThat(answer.json().at("/source_metadata/request_url").asString())
			.isEqualTo(this.upstream.url() + "/v1/issues?state=open");
		assertThat(this.upstream.lastCall().uri()).isEqualTo("/v1/issues?state=open");
		assertThat(this.upstream.lastCall().header("X-Api-Key")).isEqualTo(KEY);
	}

	@Test
	void forwardsNothingOfTheCallersOwnHeaders() {
		this.tenant.withHeader("X-Secret-Of-Caller", "do-not-forward")
			.get(ServiceClient.BASE + "/" + this.id + "/data?resource_path=/issues");
		assertThat(this.upstream.lastCall().header("X-Secret-Of-Caller")).isNull();
		assertThat(this.upstream.lastCall().header("Authorization")).isNull();
	}

	@Test
	void masksTheKeyWhereTheServiceEchoesIt() {
		this.upstream.respondWith((call) -> Reply.json(200, "{\"seen\":\"" + call.header("X-Api-Key") + "\"}"));
		Answer answer = this.tenant.get(ServiceClient.BASE + "/" + this.id + "/data?resource_path=/echo");
		assertThat(answer.json().at("/data/seen").asString()).isEqualTo("***");
		assertThat(answer.text()).doesNotContain(KEY);
	}

	@Test
	void performsAnActionWithItsPayloadInPathAndBody() {
		this.upstream.respondWith(Reply.json(201, "{\"ok\":true}"));
		Answer answer = this.tenant.post(ServiceClient.BASE + "/" + this.id + "/actions",
				"{\"action_name\":\"notes/add\",\"payload\":{\"id\":7,\"text\":\"hello\"}}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().path("status").asString()).isEqualTo("success");
		assertThat(this.upstream.lastCall().method()).isEqualTo("POST");
		assertThat(this.upstream.lastCall().uri()).isEqualTo("/v1/issues/7/notes");
		assertThat(this.upstream.lastCall().body()).isEqualTo("{\"text\":\"hello\"}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", textBlock = """
			"at":"2026-01-31T12:00:00.000+0000" | /payload/at   | must be a date and time such as 2026-01-31T12:00:00Z
			"by":["a@example.com","somebody"]   | /payload/by/1 | must be an email address
			"at":"2026-01-31T12:00:00Z"         | none          | none
			""")
	void warnsOfFormatsThatTheServiceMayMind(String field, @Nullable String pointer, @Nullable String detail) {
		this.upstream.respondWith(Reply.json(200, "{}"));
		Answer answer = this.tenant.post(ServiceClient.BASE + "/" + this.id + "/actions",
				"{\"action_name\":\"notes/add\",\"payload\":{\"id\":7,\"text\":\"x\",%s}}".formatted(field));
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(this.upstream.lastCall().body()).contains(field);
		assertThat(answer.json().path("warnings").toString()).isEqualTo((pointer == null) ? "" : """
				[{"pointer":"%s","detail":"%s"}]""".formatted(pointer, detail));
	}

	@Test
	void rejectsWrongPayloadBeforeAnythingIsSent() {
		Answer answer = this.tenant.post(ServiceClient.BASE + "/" + this.id + "/actions",
				"{\"action_name\":\"notes/add\",\"payload\":{\"id\":\"seven\",\"txt\":\"hello\"}}");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.pointers()).contains("/payload/id", "/payload/text", "/payload/txt");
		assertThat(this.upstream.calls()).isEmpty();
	}

	private Answer read() {
		return this.tenant.get(ServiceClient.BASE + "/" + this.id + "/data?resource_path=/issues");
	}

	private Answer addNote() {
		return this.tenant.post(ServiceClient.BASE + "/" + this.id + "/actions",
				"{\"action_name\":\"notes/add\",\"payload\":{\"id\":7,\"text\":\"hello\"}}");
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 500, 502, 503, 504 })
	void retriesReadRejectedByBusyService(int status) {
		this.upstream.respondWith((_) -> Reply.json((this.upstream.calls().size() < 3) ? status : 200, "[]"));
		assertThat(read().status()).isEqualTo(200);
		assertThat(this.upstream.calls()).hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 409, 422, 501 })
	void doesNotRetryAnsweredRead(int status) {
		this.upstream.respondWith(Reply.json(status, "{}"));
		assertThat(read().code()).isEqualTo("upstream_error");
		assertThat(this.upstream.calls()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 500, 503 })
	void neverRetriesNonIdempotentAction(int status) {
		this.upstream.respondWith(Reply.json(status, "{}"));
		assertThat(addNote().code()).isEqualTo("upstream_error");
		assertThat(this.upstream.calls()).hasSize(1);
	}

	@Test
	void respectsRetryAfter() {
		this.upstream.respondWith((_) -> (this.upstream.calls().size() < 2)
				? new Reply(503, Map.of("Retry-After", "1"), new byte[0]) : Reply.json(200, "[]"));
		long begin = System.nanoTime();
		assertThat(read().status()).isEqualTo(200);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void returnsRetryAfterBeyondDeadlineToCaller() {
		this.upstream.respondWith(new Reply(503, Map.of("Retry-After", "60"), new byte[0]));
		Answer answer = read();
		assertThat(answer.status()).isEqualTo(502);
		assertThat(answer.header("Retry-After")).isEqualTo("60");
		assertThat(this.upstream.calls()).hasSize(1);
	}

}
