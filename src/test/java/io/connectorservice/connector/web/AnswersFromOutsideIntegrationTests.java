package io.connectorservice.connector.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.secret.SecretStoreProbe;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers are told of each thing that a service can answer, or fail to.
 */
@ConnectorServiceTest
class AnswersFromOutsideIntegrationTests {

	private static final String KEY = "test-key-9d8e7f";

	private static final String ACTIONS = """
			"paths":{"/things":{"get":{"operationId":"list"},"post":{"operationId":"make","requestBody":
			{"content":{"application/json":{"schema":{"type":"object","properties":{"t":{"type":"string"}}}}}}}},
			"/things/{id}":{"put":{"operationId":"replace","parameters":[{"name":"id","in":"path","required":true,
			"schema":{"type":"string"}}]}}}""";

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ServiceClient tenant;

	private final SecretStoreProbe store;

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	AnswersFromOutsideIntegrationTests(@Autowired ServiceClient client, @Autowired SecretStoreProbe store,
			@Autowired TenantTransactions transactions, @Autowired JdbcClient sql) {
		this.tenant = client.asNewTenant();
		this.store = store;
		this.transactions = transactions;
		this.sql = sql;
	}

	private String id;

	@BeforeEach
	void createConnector() {
		this.id = connectorAt(this.upstream.url());
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
	}

	private String connectorAt(String url) {
		return this.tenant.create(TestConfigurations.apikey()
			.withName("c-" + UUID.randomUUID())
			.with("api_spec", "{\"servers\":[{\"url\":\"" + url + "\"}]," + ACTIONS + "}")
			.with("credentials", "{\"api_key\":\"" + KEY + "\"}")
			.json());
	}

	private Answer read() {
		return read("/things");
	}

	private Answer read(String pathAndQuery) {
		return this.tenant.get(ServiceClient.BASE + "/" + this.id + "/data?resource_path=" + pathAndQuery);
	}

	private Answer test() {
		return this.tenant.post(ServiceClient.BASE + "/" + this.id + "/test-connection");
	}

	private Answer act(String action, String payload) {
		return this.tenant.post(ServiceClient.BASE + "/" + this.id + "/actions",
				"{\"action_name\":\"" + action + "\",\"payload\":" + payload + "}");
	}

	private JsonNode connector() {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + this.id).json();
	}

	private void assertFailure(Answer answer, int status, String code) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.code()).isEqualTo(code);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.text()).doesNotContain(KEY);
		JsonNode error = connector().path("last_error");
		assertThat(error.path("code").asString("")).isEqualTo(code);
		assertThat(error.path("message").asString("")).isNotEmpty();
		assertThat(error.path("occurred_at").asString("")).endsWith("Z");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			200 | application/json | {"a":1.10} | {"a":1.10}
			201 | application/json; charset=utf-8 | [] | []
			200 | application/vnd.api+json | "x" | "x"
			200 | application/json | 12345678901234567890.1 | 12345678901234567890.1
			200 | application/json | {"a":1}{ | "{\\"a\\":1}{"
			200 | application/json | oops | "oops"
			200 | text/plain | hello | "hello"
			200 | text/html | <p> | "<p>"
			200 | application/xml | <a/> | "<a/>"
			200 | image/svg+xml | <svg/> | "<svg/>"
			200 | text/csv | a,b | "a,b"
			200 | application/octet-stream | abc | "YWJj"
			200 | image/png | abc | "YWJj"
			200 | text/json | {"a":1} | {"a":1}
			200 | application/x-json | {"a":1} | {"a":1}
			200 | application/problem+json | {"a":1} | {"a":1}
			200 | application/jsonl | {"a":1} | {"a":1}
			200 | application/x-ndjson | {"a":1}{"a":2} | "{\\"a\\":1}{\\"a\\":2}"
			200 | application/json, application/json | {"a":1} | {"a":1}
			200 | application/json, text/html | [1] | [1]
			200 | text/html | {"a":1} | {"a":1}
			200 | text/html; charset=utf-8 | [1] | [1]
			200 | text/plain | 2024 | "2024"
			200 | text/plain | true | "true"
			200 | text/plain | {oops | "{oops"
			200 | json | {"a":1} | {"a":1}
			200 | */* | {"a":1} | {"a":1}
			200 | */* | hello | "hello"
			200 | application/x-yaml | a: 1 | "a: 1"
			""")
	void convertsBodiesByMediaType(int status, String type, String body, String data) {
		this.upstream.respondWith(Reply.of(status, type, body));
		Answer answer = read();
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.json().path("data").toString()).isEqualTo(data);
		JsonNode source = answer.json().path("source_metadata");
		assertThat(source.path("status_code").asInt()).isEqualTo(status);
		assertThat(source.path("media_type").asString()).isEqualTo(type);
		assertThat(source.has("encoding")).isEqualTo(data.equals("\"YWJj\""));
		assertThat(connector().get("last_error").isNull()).isTrue();
		assertThat(connector().path("last_connected_at").asString()).endsWith("Z");
	}

	@Test
	void returnsNullForEmptyBody() {
		this.upstream.respondWith(new Reply(204, Map.of(), new byte[0]));
		Answer answer = read();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().get("data").isNull()).isTrue();
		assertThat(answer.json().at("/source_metadata/status_code").asInt()).isEqualTo(204);
		assertThat(act("make", "{\"t\":\"a\"}").json().get("result").isNull()).isTrue();
	}

	@Test
	void detectsUndeclaredMediaType() {
		this.upstream.respondWith(new Reply(200, Map.of(), "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
		assertThat(read().json().at("/data/a").asInt()).isEqualTo(1);
		this.upstream.respondWith(new Reply(200, Map.of(), "plain".getBytes(StandardCharsets.UTF_8)));
		assertThat(read().json().path("data").asString()).isEqualTo("plain");
		this.upstream.respondWith(new Reply(200, Map.of(), new byte[] { 0, 1, (byte) 0xFF }));
		assertThat(read().json().path("data").asString()).isEqualTo("AAH/");
	}

	@ParameterizedTest
	@ValueSource(strings = { "utf-8", "none", "binary", "gzip", "br", "identity, gzip", "" })
	void ignoresWrongMediaTypeOfPlainText(String coding) {
		this.upstream.respondWith(new Reply(200, Map.of("Content-Type", "application/json", "Content-Encoding", coding),
				"{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
		assertThat(read().json().at("/data/a").asInt()).isEqualTo(1);
		assertThat(act("make", "{\"t\":\"a\"}").json().at("/result/a").asInt()).isEqualTo(1);
	}

	@Test
	void reportsUnreadableActionResponseAsUpstreamError() {
		this.upstream.respondWith(new Reply(201, Map.of("Content-Encoding", "br"), new byte[] { 1, 2, (byte) 0xFF }));
		Answer answer = act("make", "{\"t\":\"a\"}");
		assertFailure(answer, 502, "upstream_error");
		assertThat(answer.json().at("/upstream/status_code").asInt()).isEqualTo(201);
		assertThat(answer.json().at("/upstream/reason").asString()).isEqualTo("coding");
	}

	@Test
	void returnsBinaryBodiesInBase64() {
		byte[] bytes = { 0, 1, (byte) 0xFF, (byte) 0xFE, 10 };
		this.upstream.respondWith(new Reply(200, Map.of("Content-Type", "application/pdf"), bytes));
		assertThat(Base64.getDecoder().decode(read().json().path("data").asString())).isEqualTo(bytes);
	}

	@Test
	void returnsOnlyAllowedHeaders() {
		this.upstream.respondWith(new Reply(200,
				Map.of("Content-Type", "application/json", "ETag", "\"v1\"", "Link", "<x>; rel=next", "Set-Cookie",
						"a=b", "X-RateLimit-Remaining", "7", "Server", "secret/1"),
				"{}".getBytes(StandardCharsets.UTF_8)));
		JsonNode headers = read().json().at("/source_metadata/headers");
		assertThat(headers.path("etag").asString()).isEqualTo("\"v1\"");
		assertThat(headers.path("link").asString()).isEqualTo("<x>; rel=next");
		assertThat(headers.path("x-ratelimit-remaining").asString()).isEqualTo("7");
		assertThat(headers.propertyNames()).doesNotContain("set-cookie", "server");
	}

	@ParameterizedTest
	@CsvSource({ "400, upstream_error", "401, upstream_error", "403, upstream_error", "404, upstream_error",
			"409, upstream_error", "422, upstream_error", "429, upstream_error", "500, upstream_error",
			"503, upstream_error", "304, upstream_redirect", "300, upstream_redirect" })
	void reportsUpstreamErrors(int status, String code) {
		this.upstream.respondWith(
				(call) -> Reply.json(status, (status == 304) ? "" : "{\"why\":\"" + call.header("X-Api-Key") + "\"}"));
		Answer answer = read();
		assertFailure(answer, 502, code);
		assertThat(answer.json().at("/upstream/status_code").asInt()).isEqualTo(status);
		assertThat(connector().at("/last_error/status_code").asInt()).isEqualTo(status);
		if (status != 304) {
			assertThat(answer.json().at("/upstream/body/why").asString()).isEqualTo("***");
		}
		assertFailure(act("make", "{\"t\":\"a\"}"), 502, code);
	}

	@ParameterizedTest
	@CsvSource({ "200, 200, success", "204, 200, success", "301, 200, failure", "400, 200, failure",
			"401, 200, failure", "403, 200, failure", "404, 200, failure", "429, 200, failure", "500, 502, ''",
			"503, 502, ''" })
	void reportsConnectionTestResult(int upstreamStatus, int status, String verdict) {
		this.upstream
			.respondWith(new Reply(upstreamStatus, Map.of("Location", "https://elsewhere.example.com/"), new byte[0]));
		Answer answer = test();
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		if (status == 200) {
			assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("status", "message", "tested_at");
			assertThat(answer.json().path("status").asString()).isEqualTo(verdict);
			assertThat(answer.json().path("message").asString()).contains(String.valueOf(upstreamStatus));
			assertThat(answer.json().path("tested_at").asString()).endsWith("Z");
		}
		assertThat(connector().get("last_error").isNull()).isEqualTo(verdict.equals("success"));
		assertThat(connector().get("last_connected_at").isNull()).isNotEqualTo(verdict.equals("success"));
	}

	@Test
	void clearsLastErrorAfterSuccess() {
		this.upstream.respondWith(Reply.json(500, "{}"));
		assertFailure(read(), 502, "upstream_error");
		assertThat(connector().get("last_connected_at").isNull()).isTrue();
		this.upstream.respondWith(Reply.json(200, "{}"));
		read();
		assertThat(connector().get("last_error").isNull()).isTrue();
		assertThat(connector().get("last_connected_at").isNull()).isFalse();
	}

	@Test
	void keepsETagAfterCalls() {
		String address = ServiceClient.CONFIGURATIONS + "/" + this.id;
		String version = this.tenant.get(address).header("ETag");
		test();
		this.upstream.respondWith(Reply.json(500, "{}"));
		test();
		assertThat(this.tenant.get(address).header("ETag")).isEqualTo(version);
	}

	@ParameterizedTest
	@CsvSource({ "12, 12", "0, 0", "86400, 86400", "999999999, 86400", "99999999999, ", "-5, ", "soon, ", "1.5, 2",
			"299.997, 300", "1e3, ", "'120, 120', ", "'Mon, 01 Jan 2001 00:00:00 GMT', 0",
			"'Fri, 31 Dec 9999 23:59:59 GMT', 86400" })
	void forwardsRetryAfterUpToLimit(String given, String passed) {
		this.upstream.respondWith(new Reply(429, Map.of("Retry-After", given), new byte[0]));
		// a read would wait for that itself where it can
		assertThat(act("make", "{\"t\":\"a\"}").header("Retry-After")).isEqualTo(passed);
	}

	@Test
	void readsRetryAfterAsADate() {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60));
		this.upstream.respondWith(new Reply(503, Map.of("Retry-After", date), new byte[0]));
		assertThat(Integer.parseInt(String.valueOf(read().header("Retry-After")))).isBetween(50, 61);
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void followsUpToThreeRedirectsAtTheSameOrigin(int status) {
		this.upstream.respondWith((call) -> switch (call.uri()) {
			case "/things" -> Reply.redirect(status, "/2");
			case "/2" -> Reply.redirect(status, this.upstream.url() + "/3");
			case "/3" -> Reply.redirect(status, "4");
			default -> Reply.json(200, "{\"at\":\"" + call.uri() + "\"}");
		});
		Answer answer = read();
		assertThat(answer.json().at("/data/at").asString()).as(answer.text()).isEqualTo("/4");
		assertThat(answer.json().at("/source_metadata/request_url").asString()).isEqualTo(this.upstream.url() + "/4");
		assertThat(this.upstream.calls()).hasSize(4).allMatch((call) -> KEY.equals(call.header("X-Api-Key")));
	}

	@Test
	void followsNoFourthRedirect() {
		this.upstream.respondWith(Reply.redirect(302, "/again"));
		assertFailure(read(), 502, "upstream_redirect");
		assertThat(this.upstream.calls()).hasSize(4);
	}

	@Test
	void followsNoRedirectToAnotherOrigin() {
		try (UpstreamServer other = UpstreamServer.start()) {
			this.upstream.respondWith(Reply.redirect(302, other.url() + "/stolen"));
			Answer answer = read();
			assertFailure(answer, 502, "upstream_redirect");
			assertThat(answer.json().at("/upstream/headers/location").asString()).isEqualTo(other.url() + "/stolen");
			assertThat(other.calls()).isEmpty();
		}
	}

	@Test
	void followsNoRedirectOfATestOrAnAction() {
		this.upstream.respondWith(Reply.redirect(307, "/elsewhere"));
		assertThat(test().json().path("status").asString()).isEqualTo("failure");
		assertFailure(act("make", "{\"t\":\"a\"}"), 502, "upstream_redirect");
		assertThat(this.upstream.calls()).hasSize(2);
	}

	private String secretPath() {
		return connector().at("/auth_config/secret_key_vault_path").asString();
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403 })
	void retriesOnceWithExternallyChangedSecret(int refusal) {
		this.upstream
			.respondWith((call) -> Reply.json("rotated".equals(call.header("X-Api-Key")) ? 200 : refusal, "{}"));
		assertFailure(read(), 502, "upstream_error");
		assertThat(this.upstream.calls()).hasSize(1);
		this.store.write(this.tenant.tenantId(), secretPath(), "rotated");
		assertThat(read().status()).isEqualTo(200);
		assertThat(this.upstream.calls()).hasSize(3);
		assertThat(read().status()).isEqualTo(200);
		assertThat(this.upstream.calls()).hasSize(4);
		assertThat(act("make", "{\"t\":\"a\"}").status()).isEqualTo(200);
	}

	@Test
	void doesNotRetryTwice() {
		this.upstream.respondWith(Reply.json(401, "{}"));
		assertThat(read().status()).isEqualTo(502);
		this.store.write(this.tenant.tenantId(), secretPath(), "rotated");
		assertFailure(read(), 502, "upstream_error");
		assertThat(this.upstream.calls()).hasSize(3);
	}

	@Test
	void reportsMissingSecret() {
		this.store.delete(this.tenant.tenantId(), secretPath());
		assertFailure(read(), 409, "secret_missing");
		assertFailure(test(), 409, "secret_missing");
		assertFailure(act("list", "{}"), 409, "secret_missing");
		assertThat(this.upstream.calls()).isEmpty();
	}

	@Test
	void reportsSecretUnusableAsHeader() {
		this.store.write(this.tenant.tenantId(), secretPath(), "a\r\nX-Evil: 1");
		assertFailure(read(), 409, "secret_unusable");
		assertThat(this.upstream.calls()).isEmpty();
	}

	@Test
	void rejectsInactiveConnector() {
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + this.id, "{\"is_active\":false}");
		for (Answer answer : new Answer[] { read(), test(), act("list", "{}") }) {
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.code()).isEqualTo("connector_inactive");
		}
		assertThat(this.upstream.calls()).isEmpty();
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + this.id + "/actions").status()).isEqualTo(200);
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + this.id, "{\"is_active\":true}");
		assertThat(read().status()).isEqualTo(200);
	}

	@Test
	void reportsRefusedConnection() {
		this.upstream.close();
		assertFailure(read(), 502, "upstream_unreachable");
		assertThat(read().json().at("/upstream/reason").asString()).isEqualTo("refused");
		assertFailure(test(), 502, "upstream_unreachable");
		assertFailure(act("make", "{\"t\":\"a\"}"), 502, "upstream_unreachable");
	}

	@Test
	void reportsUnknownHost() {
		this.id = connectorAt("https://no-such-host.invalid");
		assertFailure(read(), 502, "upstream_unreachable");
		assertThat(read().json().at("/upstream/reason").asString()).isEqualTo("dns");
	}

	@Test
	void timesOut() {
		CountDownLatch given = new CountDownLatch(1);
		this.upstream.respondWith((_) -> {
			TestAwait.awaitLatch(given);
			return Reply.json(200, "{}");
		});
		assertFailure(read(), 502, "upstream_timeout");
		assertFailure(act("make", "{\"t\":\"a\"}"), 502, "outcome_unknown");
		given.countDown();
	}

	static Stream<String> whatCannotBeWrittenAgain() {
		return Stream.of("[".repeat(500) + "]".repeat(500), "[".repeat(451) + "]".repeat(451), "[1e2147483648]",
				"{\"a\":1e-2147483648}", "1e999999999");
	}

	@ParameterizedTest
	@MethodSource("whatCannotBeWrittenAgain")
	void returnsUnwritableJsonAsText(String json) {
		this.upstream.respondWith((_) -> Reply.json(200, json));
		Answer read = read();
		assertThat(read.status()).isEqualTo(200);
		assertThat(read.json().path("data").asString()).isEqualTo(json);
		Answer done = act("make", "{\"t\":\"a\"}");
		assertThat(done.status()).isEqualTo(200);
		assertThat(done.json().path("result").asString()).isEqualTo(json);
	}

	@ParameterizedTest
	@CsvSource({ "200, error", "500, error" })
	void keepsMessagesOfServicesThatHoldNul(int status, String field) {
		String id = this.tenant.create(TestConfigurations.apikey()
			.withName("nul-" + UUID.randomUUID())
			.with("service_name", "\"slack\"")
			.with("api_spec", "{\"servers\":[{\"url\":\"" + this.upstream.url() + "\"}]," + ACTIONS + "}")
			.with("credentials", "{\"api_key\":\"" + KEY + "\"}")
			.json());
		this.upstream.respondWith((_) -> Reply.json(status, "{\"ok\":false,\"" + field + "\":\"a\\u0000b\\ud800\"}"));
		String actions = ServiceClient.BASE + "/" + id + "/actions";
		Answer done = this.tenant.withHeader("Idempotency-Key", UUID.randomUUID().toString())
			.post(actions, "{\"action_name\":\"make\",\"payload\":{\"t\":\"a\"}}");
		assertThat(done.status()).isEqualTo(502);
		assertThat(done.text()).contains("\"code\":\"upstream_error\"");
		JsonNode error = this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("last_error");
		assertThat(error.path("message").asString()).contains("a\ufffdb\ufffd");
	}

	@Test
	void rejectsTooLargeResponse() {
		this.upstream.respondWith(Reply.of(200, "text/plain", "a".repeat(11 * 1024 * 1024)));
		assertFailure(read(), 502, "upstream_too_large");
	}

	@Test
	void reportsUnknownOutcomeAfterLostResponse() throws IOException {
		AtomicInteger arrived = new AtomicInteger();
		try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread.ofVirtual().start(() -> resetEverything(listener, arrived));
			this.id = connectorAt("http://127.0.0.1:" + listener.getLocalPort());
			assertFailure(act("make", "{\"t\":\"a\"}"), 502, "outcome_unknown");
			assertThat(arrived).hasValue(1);
			assertFailure(read(), 502, "upstream_unreachable");
			assertFailure(act("replace", "{\"id\":\"7\"}"), 502, "upstream_unreachable");
		}
	}

	private static void resetEverything(ServerSocket listener, AtomicInteger arrived) {
		while (!listener.isClosed()) {
			try (Socket socket = listener.accept()) {
				socket.setSoLinger(true, 0);
				if (socket.getInputStream().read(new byte[8192]) > 0) {
					arrived.incrementAndGet();
				}
			}
			catch (IOException _) {
				// as meant
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/%2e%2e/x | query:resource_path
			//evil.example.com | query:resource_path
			https://evil.example.com/ | query:resource_path
			/a%0d%0aX:y | query:resource_path
			/a%00 | query:resource_path
			""")
	void staysBelowTheBaseUrl(String path, String pointer) {
		Answer answer = this.tenant.get(ServiceClient.BASE + "/" + this.id + "/data?resource_path=" + path);
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.pointers()).containsExactly(pointer);
		assertThat(this.upstream.calls()).isEmpty();
		assertThat(connector().get("last_error").isNull()).isTrue();
	}

	@Test
	void requiresResourcePath() {
		Answer answer = this.tenant.get(ServiceClient.BASE + "/" + this.id + "/data");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.pointers()).containsExactly("query:resource_path");
	}

	@Test
	void passesEveryOtherParameterOn() {
		read("/things&q=a%20b%26c&q=2&empty=&tenant_id=x&offset=7&%C3%A9=%C3%BC");
		assertThat(this.upstream.lastCall().uri())
			.isEqualTo("/things?q=a%20b%26c&q=2&empty=&tenant_id=x&offset=7&%C3%A9=%C3%BC");
	}

	private void changeRow(String assignment) {
		TenantId tenant = TenantId.parse(this.tenant.tenantId()).orElseThrow();
		this.transactions.write(tenant,
				() -> this.sql.sql("update integration_connectors set " + assignment + " where id = cast(:id as uuid)")
					.param("id", this.id)
					.update());
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://169.254.169.254", "https://10.1.2.3", "https://[::1]", "https://127.0.0.2" })
	void doesNotCallForbiddenAddressAfterExternalChange(String url) {
		changeRow("api_spec = '{\"servers\":[{\"url\":\"" + url + "\"}]}'");
		assertFailure(read(), 502, "egress_forbidden");
		assertFailure(test(), 502, "egress_forbidden");
	}

	@ParameterizedTest
	@ValueSource(strings = { "api_spec = '{\"servers\":[{\"url\":\"file:///etc/passwd\"}]}'", "api_spec = null",
			"api_spec = '{\"servers\":[{\"url\":\"https://{x}.example.com\"}]}'",
			"auth_config = auth_config || '{\"secret_key_vault_path\":\"kv/data/tenant_11111111-1111-4111-8111-111111111111/k\"}'",
			"auth_type = 'custom'", "auth_config = auth_config - 'api_key_name'",
			"metadata = '{\"test_path\":\"/../x\"}'" })
	void rejectsConfigurationCorruptedInDatabase(String assignment) {
		changeRow(assignment);
		assertFailure(test(), 409, "configuration_invalid");
		assertThat(this.upstream.calls()).isEmpty();
	}

	@Test
	void signsBasicInUtf8() {
		this.id = this.tenant.create(TestConfigurations.basic()
			.serverAt(this.upstream.url())
			.with("credentials", "{\"password\":\"p\u00e4ss:w\u00f6rd \ud83d\ude80\"}")
			.json());
		assertThat(test().json().path("status").asString()).isEqualTo("success");
		String pair = String.valueOf(this.upstream.lastCall().header("Authorization")).substring("Basic ".length());
		assertThat(new String(Base64.getDecoder().decode(pair), StandardCharsets.UTF_8))
			.isEqualTo("zo\u00eb:p\u00e4ss:w\u00f6rd \ud83d\ude80");
	}

	@Test
	void signsWithAPrefix() {
		this.id = this.tenant.create(TestConfigurations.at(this.upstream.url())
			.with("auth_config",
					"{\"api_key_name\":\"Authorization\",\"key_location\":\"header\",\"value_prefix\":\"Bearer \"}")
			.with("credentials", "{\"api_key\":\"" + KEY + "\"}")
			.json());
		test();
		assertThat(this.upstream.lastCall().header("Authorization")).isEqualTo("Bearer " + KEY);
	}

	@Test
	void signsInTheQueryWhichNoCallerCanOverride() {
		this.id = this.tenant.create(TestConfigurations.at(this.upstream.url())
			.with("auth_config", "{\"api_key_name\":\"key\",\"key_location\":\"query\"}")
			.with("credentials", "{\"api_key\":\"a&b=c d\"}")
			.json());
		Answer answer = read("/things&state=open");
		assertThat(this.upstream.lastCall().uri()).isEqualTo("/things?state=open&key=a%26b%3Dc%20d");
		assertThat(answer.json().at("/source_metadata/request_url").asString())
			.isEqualTo(this.upstream.url() + "/things?state=open&key=***");
		Answer overriding = read("/things&key=mine");
		assertThat(overriding.status()).isNotEqualTo(500);
		assertThat(this.upstream.calls()).noneMatch((call) -> call.uri().contains("key=mine"));
	}

	@Test
	void signsWithStrategyFromBean() {
		this.id = this.tenant.create(TestConfigurations.at(this.upstream.url())
			.with("auth_type", "\"custom\"")
			.with("auth_config", "{\"strategy\":\"stamp\",\"ink\":\"red\"}")
			.with("credentials", "{\"stamp\":\"" + KEY + "\"}")
			.json());
		assertThat(read().status()).isEqualTo(200);
		assertThat(this.upstream.lastCall().header("X-Stamp")).isEqualTo("red " + KEY);
		Answer wrong = this.tenant.post(ServiceClient.CONFIGURATIONS,
				TestConfigurations.apikey()
					.withName("wrong")
					.with("auth_type", "\"custom\"")
					.with("auth_config", "{\"strategy\":\"stamp\",\"pen\":\"red\"}")
					.json());
		assertThat(wrong.pointers()).containsExactlyInAnyOrder("/auth_config/ink", "/auth_config/pen");
	}

	@Test
	void testsTheBaseUrlUnlessAPathIsNamed() {
		this.id = connectorAt(this.upstream.url() + "/v1");
		test();
		assertThat(this.upstream.lastCall().method() + " " + this.upstream.lastCall().uri()).isEqualTo("GET /v1");
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + this.id, "{\"metadata\":{\"test_path\":\"/me?full=1\"}}");
		test();
		assertThat(this.upstream.lastCall().uri()).isEqualTo("/v1/me?full=1");
	}

	@Test
	void suggestsNearestActions() {
		Answer answer = act("mak", "{}");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.code()).isEqualTo("action_unknown");
		assertThat(answer.pointers()).containsExactly("/action_name");
		assertThat(answer.text()).contains("make");
		assertThat(connector().get("last_error").isNull()).isTrue();
	}

	@Test
	void listsActionsPageByPage() {
		String actions = ServiceClient.BASE + "/" + this.id + "/actions";
		JsonNode all = this.tenant.get(actions).json();
		assertThat(all.at("/pagination/total").asInt()).isEqualTo(3);
		assertThat(all.at("/data/0").propertyNames()).containsExactlyInAnyOrder("name", "summary", "description",
				"method", "path", "deprecated", "idempotent", "payload_schema");
		JsonNode part = this.tenant.get(actions + "?q=MAKE&limit=1").json();
		assertThat(part.at("/data/0/name").asString()).isEqualTo("make");
		assertThat(part.at("/data/0/idempotent").asBoolean()).isFalse();
		assertThat(this.tenant.get(actions + "?offset=3").json().path("data").isEmpty()).isTrue();
		assertThat(this.tenant.get(actions + "?limit=0").pointers()).containsExactly("query:limit");
	}

}
