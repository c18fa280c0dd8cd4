package io.connectorservice.idempotency;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.RawCall;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Repeats actions with an idempotency key like callers do, and counts the requests that
 * arrive at the service.
 */
@ConnectorServiceTest
class IdempotencyIntegrationTests {

	private static final String SECRET = "test-key-that-is-echoed-5d1e";

	private static final String NOTE = "{\"action_name\":\"note\",\"payload\":{\"text\":\"hello\",\"at\":{\"a\":1,\"b\":[1,2]}}}";

	private static final String SETTING = "{\"action_name\":\"setting\",\"payload\":{\"text\":\"hello\"}}";

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ServiceClient anyone;

	private final ServiceClient tenant;

	private final String key = UUID.randomUUID().toString();

	private String connector;

	@Autowired
	private ExpiredKeyCleaner expired;

	@Autowired
	private TenantTransactions transactions;

	@Autowired
	private JdbcClient sql;

	IdempotencyIntegrationTests(@Autowired ServiceClient client) {
		this.anyone = client;
		this.tenant = client.asNewTenant();
	}

	@BeforeEach
	void createConnector() {
		this.connector = create(this.tenant, "one");
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
	}

	private String create(ServiceClient client, String name) {
		return client.create("""
				{"connector_name":"%s","service_name":"in-house-notes","auth_type":"apikey",
				 "auth_config":{"api_key_name":"X-Api-Key","key_location":"header"},
				 "api_spec":{"openapi":"3.1.0","info":{"title":"Notes","version":"1"},"servers":[{"url":"%s"}],
				   "paths":{"/notes":{"post":{"operationId":"note","requestBody":{"content":{"application/json":
				     {"schema":{"type":"object","properties":{"text":{"type":"string"},"at":{"type":"object"}}}}}}}},
				    "/setting":{"put":{"operationId":"setting","requestBody":{"content":{"application/json":
				     {"schema":{"type":"object","properties":{"text":{"type":"string"}}}}}}}}}},
				 "credentials":{"api_key":"%s"}}""".formatted(name, this.upstream.url(), SECRET));
	}

	private Answer perform(String body) {
		return perform(this.tenant, this.connector, this.key, body);
	}

	private static Answer perform(ServiceClient client, String connector, String key, String body) {
		return client.withHeader("Idempotency-Key", key).post(ServiceClient.BASE + "/" + connector + "/actions", body);
	}

	private void assertReplayed(Answer first, Answer again) {
		assertThat(first.header("Idempotency-Replayed")).isNull();
		assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
		assertThat(again.status()).isEqualTo(first.status());
		assertThat(again.text()).isEqualTo(first.text());
		assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
	}

	private void assertUpstreamCalls(int number) {
		assertThat(this.upstream.calls()).hasSize(number);
	}

	@Test
	void replaysFirstResponse() {
		this.upstream.respondWith((_) -> Reply.json(201, "{\"n\":%d,\"price\":1.10,\"ü\":null}".formatted(calls())));
		Answer first = perform(NOTE);
		Answer again = perform(NOTE);
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.text()).contains("\"n\":1,\"price\":1.10,\"ü\":null");
		assertReplayed(first, again);
		assertUpstreamCalls(1);
	}

	private int calls() {
		return this.upstream.calls().size();
	}

	@Test
	void respondsAlikeWithAndWithoutKey() {
		this.upstream.respondWith(Reply.json(200, "{\"price\":1.10,\"many\":[1e400,\"ü\"]}"));
		Answer keyed = perform(NOTE);
		Answer plain = this.tenant.post(ServiceClient.BASE + "/" + this.connector + "/actions", NOTE);
		assertThat(keyed.json().path("result")).isEqualTo(plain.json().path("result"));
		assertThat(keyed.json().propertyNames()).isEqualTo(plain.json().propertyNames());
		assertThat(keyed.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
		assertUpstreamCalls(2);
	}

	@Test
	void ignoresOrderAndWhitespaceOfJson() {
		Answer first = perform(NOTE);
		assertReplayed(first, perform(
				"{ \"payload\": {\"at\":{\"b\":[1,2], \"a\":1}, \"text\":\"hello\"},\n \"action_name\":\"note\" }"));
		assertUpstreamCalls(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"action_name\":\"note\",\"payload\":{\"text\":\"hallo\",\"at\":{\"a\":1,\"b\":[1,2]}}}",
			"{\"action_name\":\"note\",\"payload\":{\"text\":\"hello\",\"at\":{\"a\":1,\"b\":[2,1]}}}",
			"{\"action_name\":\"setting\",\"payload\":{\"text\":\"hello\",\"at\":{\"a\":1,\"b\":[1,2]}}}",
			"{\"action_name\":\"note\"}", SETTING })
	void rejectsKeyForAnotherRequest(String other) {
		perform(NOTE);
		Answer answer = perform(other);
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.code()).isEqualTo("idempotency_key_reused");
		assertUpstreamCalls(1);
	}

	@Test
	void sendsOneOfTwentyConcurrentRequests() throws Exception {
		CountDownLatch othersAnswered = new CountDownLatch(19);
		this.upstream.respondWith((_) -> {
			TestAwait.awaitLatch(othersAnswered);
			return Reply.json(200, "{}");
		});
		List<Future<Answer>> answers = new ArrayList<>();
		try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 20; i++) {
				answers.add(executor.submit(() -> {
					Answer answer = perform(NOTE);
					othersAnswered.countDown();
					return answer;
				}));
			}
		}
		List<Answer> refused = new ArrayList<>();
		for (Future<Answer> answer : answers) {
			if (answer.get().status() != 200) {
				refused.add(answer.get());
			}
		}
		assertThat(refused).hasSize(19).allSatisfy((answer) -> {
			assertThat(answer.code()).isEqualTo("idempotency_key_in_use");
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.header("Retry-After")).isEqualTo("1");
		});
		assertUpstreamCalls(1);
		assertThat(perform(NOTE).header("Idempotency-Replayed")).isEqualTo("true");
	}

	@Test
	void releasesKeyForInvalidPayload() {
		Answer wrong = perform("{\"action_name\":\"note\",\"payload\":{\"text\":7}}");
		assertThat(wrong.code()).isEqualTo("validation_failed");
		assertThat(perform("{\"action_name\":\"nope\"}").code()).isEqualTo("action_unknown");
		assertThat(rows()).isZero();
		assertThat(perform(NOTE).status()).isEqualTo(200);
		assertUpstreamCalls(1);
	}

	@Test
	void releasesKeyOfInactiveConnectorAndKeepsStoredResponses() {
		Answer first = perform(this.tenant, this.connector, "answered", NOTE);
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + this.connector, "{\"is_active\":false}");
		assertThat(perform(NOTE).code()).isEqualTo("connector_inactive");
		assertReplayed(first, perform(this.tenant, this.connector, "answered", NOTE));
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + this.connector, "{\"is_active\":true}");
		assertThat(perform(NOTE).status()).isEqualTo(200);
		assertUpstreamCalls(2);
	}

	@Test
	void releasesKeyIfNothingWasSent() {
		this.upstream.close();
		assertThat(perform(NOTE).code()).isEqualTo("upstream_unreachable");
		assertThat(rows()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 302, 400, 404, 409, 500, 503 })
	void replaysUpstreamError(int status) {
		this.upstream.respondWith((call) -> Reply.json(status, "{\"seen\":\"" + call.header("X-Api-Key") + "\"}"));
		Answer first = perform(NOTE);
		assertThat(first.status()).isEqualTo(502);
		assertThat(first.json().at("/upstream/status_code").asInt()).isEqualTo(status);
		this.upstream.respondWith(Reply.json(200, "{}"));
		assertReplayed(first, perform(NOTE));
		assertUpstreamCalls(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 429 })
	void releasesKeyIfServiceRejectedRequestUnprocessed(int status) {
		this.upstream.respondWith(Reply.json(status, "{}"));
		assertThat(perform(NOTE).code()).isEqualTo("upstream_error");
		assertThat(rows()).isZero();
		this.upstream.respondWith(Reply.json(200, "{}"));
		Answer second = perform(NOTE);
		assertThat(second.status()).isEqualTo(200);
		assertThat(second.header("Idempotency-Replayed")).isNull();
	}

	@Test
	void releasesKeyDuringRateLimitCooldown() {
		this.upstream.respondWith(new Reply(429, Map.of("Retry-After", "30"), new byte[0]));
		perform(NOTE);
		assertThat(perform(NOTE).code()).isEqualTo("upstream_rate_limited");
		assertThat(rows()).isZero();
		assertUpstreamCalls(1);
	}

	@Test
	void replaysUnknownOutcome() {
		this.upstream.respondWith((_) -> {
			throw new IllegalStateException("ends without an answer");
		});
		Answer first = perform(NOTE);
		assertThat(first.code()).isEqualTo("outcome_unknown");
		assertReplayed(first, perform(NOTE));
		assertUpstreamCalls(1);
	}

	@Test
	void resendsIdempotentActionAfterMissingResponse() {
		this.upstream.respondWith((_) -> {
			throw new IllegalStateException("ends without an answer");
		});
		assertThat(perform(SETTING).code()).isEqualTo("upstream_unreachable");
		this.upstream.respondWith(Reply.json(200, "{}"));
		Answer second = perform(SETTING);
		assertThat(second.status()).isEqualTo(200);
		assertThat(second.header("Idempotency-Replayed")).isNull();
	}

	@Test
	void keepsConnectorsAndTenantsApart() {
		ServiceClient other = this.anyone.asNewTenant();
		String second = create(this.tenant, "two");
		String others = create(other, "one");
		assertThat(perform(NOTE).status()).isEqualTo(200);
		for (Answer answer : List.of(perform(this.tenant, second, this.key, NOTE),
				perform(other, others, this.key, NOTE))) {
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("Idempotency-Replayed")).isNull();
		}
		assertUpstreamCalls(3);
		Answer foreign = perform(other, this.connector, this.key, NOTE);
		assertThat(foreign.status()).isEqualTo(404);
		assertThat(foreign.code()).isEqualTo("not_found");
		assertUpstreamCalls(3);
	}

	@Test
	void reportsResponseTooLargeToStore() {
		this.upstream.respondWith(Reply.json(200, "\"" + "x".repeat(256 * 1024) + "\""));
		assertThat(perform(NOTE).status()).isEqualTo(200);
		Answer again = perform(NOTE);
		assertThat(again.status()).isEqualTo(409);
		assertThat(again.code()).isEqualTo("answer_not_kept");
		assertThat(again.json().path("detail").asString()).contains("it was done");
		assertThat(this.<Integer>column("coalesce(length(answer_body), 0)", Integer.class)).isZero();
		assertUpstreamCalls(1);
	}

	@Test
	void reportsErrorResponseTooLargeToStore() {
		this.upstream.respondWith(Reply.json(422, "\"" + "x".repeat(256 * 1024) + "\""));
		assertThat(perform(NOTE).code()).isEqualTo("upstream_error");
		Answer again = perform(NOTE);
		assertThat(again.code()).isEqualTo("answer_not_kept");
		assertThat(again.json().path("detail").asString()).contains("refused").doesNotContain("done");
	}

	@Test
	void acceptsExpiredKeyAgain() {
		perform(NOTE);
		set("expires_at = now() - interval '1 second'");
		Answer answer = perform(SETTING);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Idempotency-Replayed")).isNull();
		assertReplayed(answer, perform(SETTING));
		assertUpstreamCalls(2);
	}

	@Test
	void keepsKeyForADay() {
		perform(NOTE);
		assertThat(this.<Boolean>column(
				"expires_at between now() + interval '23 hours 59 minutes'" + " and now() + interval '24 hours'",
				Boolean.class))
			.isTrue();
	}

	private void loseTheProcess(String until) {
		set("state = 'in_flight', answer_status = null, answer_body = null, answer_media_type = null,"
				+ " in_flight_until = now() + interval '" + until + "'");
	}

	@Test
	void doesNotResendActionOfDeadProcess() {
		perform(NOTE);
		loseTheProcess("-1 second");
		for (int i = 0; i < 2; i++) {
			Answer answer = perform(NOTE);
			assertThat(answer.status()).isEqualTo(502);
			assertThat(answer.code()).isEqualTo("outcome_unknown");
			assertThat(answer.json().path("detail").asString()).contains("check that before you try again");
		}
		assertThat(perform(SETTING).code()).isEqualTo("idempotency_key_reused");
		assertUpstreamCalls(1);
	}

	@Test
	void resendsIdempotentActionOfDeadProcess() {
		perform(SETTING);
		loseTheProcess("-1 second");
		assertThat(perform(NOTE).code()).isEqualTo("idempotency_key_reused");
		Answer second = perform(SETTING);
		assertThat(second.status()).isEqualTo(200);
		assertReplayed(second, perform(SETTING));
		assertUpstreamCalls(2);
	}

	@Test
	void doesNotResendActionSentAsNonIdempotent() {
		perform(SETTING);
		set("repeatable = false");
		loseTheProcess("-1 second");
		assertThat(perform(SETTING).code()).isEqualTo("outcome_unknown");
		assertUpstreamCalls(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { NOTE, SETTING })
	void rejectsKeyInUseWhileLeaseIsValid(String body) {
		perform(body);
		loseTheProcess("30 seconds");
		assertThat(perform(body).code()).isEqualTo("idempotency_key_in_use");
		assertUpstreamCalls(1);
	}

	@Test
	void keepsNoSecret() {
		this.upstream.respondWith((call) -> Reply.json(200, "{\"seen\":\"" + call.header("X-Api-Key") + "\"}"));
		perform(NOTE);
		String row = column("idempotency_keys::text", String.class);
		assertThat(row).contains("seen", "***", "done").doesNotContain(SECRET, "hello");
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/idempotency/keys.csv", numLinesToSkip = 1, ignoreLeadingAndTrailingWhitespace = false)
	void acceptsOrRejectsKeys(String text, String verdict) {
		String given = text.startsWith("x*") ? "x".repeat(Integer.parseInt(text.substring(2))) : text;
		Answer first = perform(this.tenant, this.connector, given, NOTE);
		if (verdict.equals("taken")) {
			assertReplayed(first, perform(this.tenant, this.connector, given, NOTE));
			assertUpstreamCalls(1);
		}
		else {
			assertThat(first.status()).isEqualTo(400);
			assertThat(first.pointers()).containsExactly("header:Idempotency-Key");
			assertUpstreamCalls(0);
		}
	}

	// A client that follows the standard cannot send these requests.
	@ParameterizedTest
	@ValueSource(
			strings = { "k\u00e4se", "caf\u00c3\u00a9", "one\r\nIdempotency-Key: two", "one\r\nidempotency-key: one" })
	void rejectsKeysThatAreNotOneOfVisibleAscii(String lines) {
		var answer = RawCall.send(this.tenant.uri("").getPort(),
				"POST " + ServiceClient.BASE + "/" + this.connector
						+ "/actions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
						+ this.tenant.header("Authorization") + "\r\nContent-Type: application/json\r\nContent-Length: "
						+ NOTE.length() + "\r\nIdempotency-Key: " + lines + "\r\n\r\n" + NOTE);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).contains("header:Idempotency-Key");
		assertUpstreamCalls(0);
	}

	@Test
	void deletesKeysWithConnector() {
		perform(NOTE);
		assertThat(rows()).isEqualTo(1);
		this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + this.connector);
		assertThat(rows()).isZero();
		assertThat(perform(NOTE).code()).isEqualTo("not_found");
		assertUpstreamCalls(1);
	}

	@Test
	void deletesExpiredKeysInBatches() {
		perform(NOTE);
		insert(2500, "-1 second");
		insert(3, "1 hour");
		this.expired.removeExpired();
		assertThat(rows()).isEqualTo(4);
	}

	private void insert(int number, String expiresIn) {
		this.transactions.write(owner(),
				() -> this.sql.sql("""
						insert into connector_service.idempotency_keys
						  (connector_id, tenant_id, key, fingerprint, repeatable, owner, in_flight_until, expires_at)
						select :connector, :tenant, gen_random_uuid()::text, '', false, gen_random_uuid(), now(),
						       now() + cast(:in as interval) from generate_series(1, :number)""")
					.param("connector", UUID.fromString(this.connector))
					.param("tenant", owner().value())
					.param("in", expiresIn)
					.param("number", number)
					.update());
	}

	private TenantId owner() {
		return TenantId.parse(this.tenant.tenantId()).orElseThrow();
	}

	private void set(String columns) {
		assertThat(this.transactions.write(owner(),
				() -> this.sql.sql("update connector_service.idempotency_keys set " + columns + " where key = ?")
					.param(this.key)
					.update()))
			.isEqualTo(1);
	}

	private <T> T column(String expression, Class<T> type) {
		return this.transactions.read(owner(),
				() -> this.sql.sql("select " + expression + " from connector_service.idempotency_keys where key = ?")
					.param(this.key)
					.query(type)
					.single());
	}

	private long rows() {
		return this.transactions.read(owner(),
				() -> this.sql.sql("select count(*) from connector_service.idempotency_keys")
					.query(Long.class)
					.single());
	}

}
