package io.connectorservice.external;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.connectorservice.RawCall;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.connector.web.TestConfigurations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Neither a broken service nor a tenant with too many calls affects the others.
 */
@SmallLimitsServiceTest
class IsolationIntegrationTests {

	private static final String NOTE = "{\"action_name\":\"note\",\"payload\":{}}";

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final CountDownLatch released = new CountDownLatch(1);

	private final ServiceClient tenant;

	private final ServiceClient other;

	private final MeterRegistry meters;

	IsolationIntegrationTests(@Autowired ServiceClient client, @Autowired MeterRegistry meters) {
		this.tenant = client.asNewTenant();
		this.other = client.asNewTenant();
		this.meters = meters;
	}

	@AfterEach
	void stop() {
		this.released.countDown();
		this.upstream.close();
		this.threads.close();
	}

	private String connector(ServiceClient owner, String name) {
		return connector(owner, name, this.upstream);
	}

	private static String connector(ServiceClient owner, String name, UpstreamServer at) {
		String description = """
				{"openapi":"3.1.0","info":{"title":"Notes","version":"1"},"servers":[{"url":"%s"}],
				 "paths":{"/notes":{"post":{"operationId":"note"}}}}""".formatted(at.url());
		return owner.create(TestConfigurations.apikey()
			.withName(name)
			.with("api_spec", description)
			.withApiKey("test-key-7c2d")
			.json());
	}

	private static Answer act(ServiceClient client, String connector) {
		return client.post(ServiceClient.BASE + "/" + connector + "/actions", NOTE);
	}

	private static Answer read(ServiceClient client, String connector) {
		return client.get(ServiceClient.BASE + "/" + connector + "/data?resource_path=/notes");
	}

	private static Answer test(ServiceClient client, String connector) {
		return client.post(ServiceClient.BASE + "/" + connector + "/test-connection");
	}

	private static void assertRefused(Answer answer, int status, String code) {
		assertThat(answer.code()).as(answer.text()).isEqualTo(code);
		assertThat(answer.status()).isEqualTo(status);
		assertThat(Integer.parseInt(String.valueOf(answer.header("Retry-After")))).isPositive();
	}

	private void times(int times, Runnable call) {
		for (int i = 0; i < times; i++) {
			call.run();
		}
	}

	private double countOpenTransitions() {
		return this.meters.counter("connector.breaker.transitions", "state", "open").count();
	}

	@Test
	void opensCircuitForFailingServiceAndProbesIt() {
		String broken = connector(this.tenant, "broken");
		String second = connector(this.tenant, "second");
		double openedBefore = countOpenTransitions();
		this.upstream.respondWith(Reply.json(503, "{}"));
		times(10, () -> assertThat(act(this.tenant, broken).code()).isEqualTo("upstream_error"));
		assertThat(this.upstream.calls()).hasSize(10);
		assertThat(countOpenTransitions()).isEqualTo(openedBefore + 1);
		List.of(act(this.tenant, broken), read(this.tenant, broken), test(this.tenant, broken))
			.forEach((answer) -> assertRefused(answer, 503, "circuit_open"));
		assertThat(this.upstream.calls()).hasSize(10);
		assertThat(act(this.tenant, second).code()).isEqualTo("upstream_error");
		awaitProbe(broken, 12);
		assertRefused(act(this.tenant, broken), 503, "circuit_open");
		this.upstream.respondWith(Reply.json(200, "{}"));
		awaitProbe(broken, 13);
		assertThat(act(this.tenant, broken).status()).isEqualTo(200);
	}

	@Test
	void opensCircuitForFailingOperationOnly() {
		String broken = connector(this.tenant, "broken");
		this.upstream.respondWith((call) -> Reply.json(call.uri().startsWith("/notes/") ? 500 : 200, "{}"));
		String path = ServiceClient.BASE + "/" + broken + "/data?resource_path=/notes/";
		for (int id = 0; this.upstream.calls().size() < 10; id++) {
			assertThat(this.tenant.get(path + id).code()).isEqualTo("upstream_error");
		}
		assertRefused(this.tenant.get(path + 99), 503, "circuit_open");
		assertThat(read(this.tenant, broken).status()).isEqualTo(200);
		assertThat(act(this.tenant, broken).status()).isEqualTo(200);
		assertRefused(this.tenant.get(path + 99), 503, "circuit_open");
	}

	// No call arrives while the breaker is open.
	private void awaitProbe(String connector, int calls) {
		TestAwait.await().pollInterval(Duration.ofMillis(10)).until(() -> {
			act(this.tenant, connector);
			return this.upstream.calls().size() >= calls;
		});
		assertThat(this.upstream.calls()).hasSize(calls);
	}

	@Test
	void cancelsReadsOfDisconnectedCallers() {
		String slow = connector(this.tenant, "slow");
		double before = countCalls("read", "caller_gone");
		this.upstream.respondWith((_) -> hang());
		List<RawCall> callers = calls("GET", slow, "/data?resource_path=/notes", "");
		callers.forEach(RawCall::close);
		TestAwait.await().untilAsserted(() -> assertThat(countCalls("read", "caller_gone")).isGreaterThan(before));
		this.released.countDown();
		assertThat(read(this.tenant, slow).status()).isEqualTo(200);
		var events = this.tenant.get(ServiceClient.BASE + "/" + slow + "/events");
		assertThat(events.text()).doesNotContain("caller_gone");
	}

	@Test
	void keepsPipelinedRequest() throws InterruptedException {
		String slow = connector(this.tenant, "slow");
		this.upstream.respondWith((_) -> hang());
		try (RawCall caller = new RawCall(this.tenant.uri("/").getPort())) {
			caller.write(request("GET", slow, "/data?resource_path=/notes", ""));
			TestAwait.await().until(() -> !this.upstream.calls().isEmpty());
			caller.write("GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
			// The service checks several times meanwhile whether the caller is connected.
			Thread.sleep(Duration.ofMillis(1200));
			this.released.countDown();
			assertThat(caller.readResponse().status()).isEqualTo(200);
			assertThat(caller.readResponse().status()).isEqualTo(200);
		}
	}

	@Test
	void completesActionsOfDisconnectedCallers() {
		String slow = connector(this.tenant, "slow");
		double before = countCalls("action", "success");
		this.upstream.respondWith((_) -> hang());
		List<RawCall> callers = calls("POST", slow, "/actions", NOTE);
		callers.forEach(RawCall::close);
		this.released.countDown();
		TestAwait.await()
			.untilAsserted(() -> assertThat(countCalls("action", "success")).isEqualTo(before + callers.size()));
	}

	// The tenant then has the maximum of calls at a host, and all have arrived there.
	private List<RawCall> calls(String method, String connector, String path, String body) {
		List<RawCall> callers = new ArrayList<>();
		times(4, () -> callers
			.add(new RawCall(this.tenant.uri("/").getPort()).write(request(method, connector, path, body))));
		TestAwait.await().until(() -> this.upstream.calls().size() >= 4);
		return callers;
	}

	private String request(String method, String connector, String path, String body) {
		return """
				%s %s/%s%s HTTP/1.1
				Host: localhost
				Authorization: %s
				Content-Type: application/json
				Content-Length: %d

				%s"""
			.formatted(method, ServiceClient.BASE, connector, path, this.tenant.header("Authorization"), body.length(),
					body)
			.replace("\n", "\r\n");
	}

	private double countCalls(String operation, String outcome) {
		return this.meters.find("connector.calls")
			.tags("operation", operation, "outcome", outcome)
			.timers()
			.stream()
			.mapToDouble(Timer::count)
			.sum();
	}

	@Test
	void countsMissingResponsesAsFailures() {
		String gone = connector(this.tenant, "gone");
		this.upstream.close();
		times(10, () -> assertThat(act(this.tenant, gone).code()).isEqualTo("upstream_unreachable"));
		assertRefused(act(this.tenant, gone), 503, "circuit_open");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 409, 422, 429 })
	void doesNotOpenCircuitForClientErrors(int status) {
		String connector = connector(this.tenant, "refused");
		this.upstream.respondWith(Reply.json(status, "{}"));
		times(25, () -> assertThat(act(this.tenant, connector).code()).isEqualTo("upstream_error"));
		assertThat(this.upstream.calls()).hasSize(25);
	}

	@Test
	void keepsCircuitClosedWhileMostCallsSucceed() {
		String connector = connector(this.tenant, "shaky");
		this.upstream.respondWith((_) -> Reply.json((this.upstream.calls().size() % 3 == 0) ? 500 : 200, "{}"));
		times(30, () -> act(this.tenant, connector));
		assertThat(this.upstream.calls()).hasSize(30);
	}

	@Test
	void signsNothingThatIsNotSent() {
		String broken = connector(this.tenant, "broken");
		this.upstream.respondWith(Reply.json(500, "{}"));
		times(10, () -> act(this.tenant, broken));
		String id = this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + broken).json().path("id").asString();
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id,
				"{\"auth_config\":{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"secret_key_vault_path\":"
						+ "\"kv/data/tenant_" + this.tenant.tenantId() + "/missing#api_key\"}}");
		assertRefused(act(this.tenant, broken), 503, "circuit_open");
	}

	@Test
	void recordsNoConnectionStatusIfNothingWasSent() {
		String connector = connector(this.tenant, "limited");
		this.upstream.respondWith(new Reply(429, Map.of("Retry-After", "30"), new byte[0]));
		act(this.tenant, connector);
		assertRefused(act(this.tenant, connector), 429, "upstream_rate_limited");
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + connector)
			.json()
			.at("/last_error/code")
			.asString()).isEqualTo("upstream_error");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			429 | Retry-After: 30 | 30
			429 | Retry-After: 4000 | 60
			403 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 30 | 30
			403 | RateLimit: limit=10, remaining=0, reset=30 | 30
			429 | RateLimit-Remaining: 0; RateLimit-Reset: 30 | 30
			""")
	void pausesCallsAfterRateLimitResponse(int status, String headers, int wait) {
		String limited = connector(this.tenant, "limited");
		String second = connector(this.tenant, "second");
		this.upstream.respondWith(new Reply(status, headers(headers), new byte[0]));
		assertThat(act(this.tenant, limited).status()).isEqualTo(502);
		for (Answer answer : List.of(act(this.tenant, limited), read(this.tenant, limited),
				test(this.tenant, limited))) {
			assertRefused(answer, 429, "upstream_rate_limited");
			assertThat(Integer.parseInt(String.valueOf(answer.header("Retry-After")))).isBetween(wait - 15, wait);
		}
		assertThat(this.upstream.calls()).hasSize(1);
		this.upstream.respondWith(Reply.json(200, "{}"));
		assertThat(act(this.tenant, second).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-RateLimit-Limit: 0; X-RateLimit-Remaining: 0; X-RateLimit-Reset: 50",
			"RateLimit: limit=10, remaining=0, reset=30", "RateLimit-Remaining: 0; RateLimit-Reset: 30" })
	void pausesOnlyBrieflyAfterSuccessfulResponse(String headers) {
		String connector = connector(this.tenant, "used-up");
		this.upstream.respondWith(new Reply(200, headers(headers), new byte[0]));
		// Each read starts the second again, because it may be over before the action
		// on a busy machine.
		Answer held = TestAwait.await().until(() -> {
			assertThat(read(this.tenant, connector).status()).isEqualTo(200);
			return act(this.tenant, connector);
		}, (answer) -> answer.status() != 200);
		assertRefused(held, 429, "upstream_rate_limited");
		assertThat(held.header("Retry-After")).isEqualTo("1");
		int calls = this.upstream.calls().size();
		assertThat(read(this.tenant, connector).status()).isEqualTo(200);
		assertThat(this.upstream.calls()).hasSize(calls + 1);
	}

	private static Map<String, String> headers(String text) {
		Map<String, String> headers = new HashMap<>();
		for (String header : text.split(";", -1)) {
			headers.put(header.substring(0, header.indexOf(':')).strip(),
					header.substring(header.indexOf(':') + 1).strip());
		}
		return headers;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			429 | X-Other: 1
			503 | Retry-After: 30
			200 | X-RateLimit-Remaining: 1; X-RateLimit-Reset: 30
			200 | Retry-After: 30
			404 | X-RateLimit-Remaining: 0; X-RateLimit-Reset: 30
			""")
	void doesNotPauseCallsWithoutRateLimit(int status, String headers) {
		String connector = connector(this.tenant, "free");
		this.upstream.respondWith(new Reply(status, headers(headers), new byte[0]));
		act(this.tenant, connector);
		act(this.tenant, connector);
		assertThat(this.upstream.calls()).hasSize(2);
	}

	@Test
	void delaysSafeCallWithinDeadline() {
		String connector = connector(this.tenant, "limited");
		this.upstream
			.respondWith(new Reply(200, Map.of("RateLimit-Remaining", "0", "RateLimit-Reset", "1"), new byte[0]));
		long begin = System.nanoTime();
		assertThat(act(this.tenant, connector).status()).isEqualTo(200);
		assertThat(read(this.tenant, connector).status()).isEqualTo(200);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
	}

	private List<Future<Answer>> hanging(ServiceClient client, String connector, int calls) {
		List<Future<Answer>> hanging = new ArrayList<>();
		int before = this.upstream.calls().size();
		for (int i = 0; i < calls; i++) {
			hanging.add(this.threads.submit(() -> act(client, connector)));
		}
		long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
		while (this.upstream.calls().size() < before + calls && System.nanoTime() < end) {
			Thread.onSpinWait();
		}
		return hanging;
	}

	private Reply hang() {
		try {
			this.released.await();
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
		return Reply.json(200, "{}");
	}

	@Test
	void limitsTenantsShareOfAHost() {
		String greedy = connector(this.tenant, "greedy");
		String modest = connector(this.other, "modest");
		this.upstream.respondWith((call) -> (call.method().equals("POST") && this.released.getCount() > 0
				&& this.upstream.calls().size() <= 4) ? hang() : Reply.json(200, "{}"));
		hanging(this.tenant, greedy, 4);
		assertRefused(act(this.tenant, greedy), 429, "too_many_requests");
		assertThat(read(this.other, modest).status()).isEqualTo(200);
		assertThat(this.upstream.calls()).hasSize(5);
	}

	@Test
	void limitsConcurrentCallsPerHost() {
		String first = connector(this.tenant, "first");
		String second = connector(this.other, "second");
		this.upstream.respondWith((_) -> hang());
		hanging(this.tenant, first, 4);
		hanging(this.other, second, 2);
		assertRefused(act(this.other, second), 503, "upstream_busy");
		assertThat(this.upstream.calls()).hasSize(6);
	}

	@Test
	void limitsConcurrentCallsPerTenant() {
		try (UpstreamServer elsewhere = UpstreamServer.start(); UpstreamServer third = UpstreamServer.start()) {
			this.upstream.respondWith((_) -> hang());
			elsewhere.respondWith((_) -> hang());
			String first = connector(this.tenant, "first");
			String second = connector(this.tenant, "second", elsewhere);
			String last = connector(this.tenant, "last", third);
			hanging(this.tenant, first, 4);
			for (int i = 0; i < 4; i++) {
				this.threads.submit(() -> act(this.tenant, second));
			}
			while (elsewhere.calls().size() < 4) {
				Thread.onSpinWait();
			}
			assertRefused(act(this.tenant, last), 429, "too_many_requests");
			assertThat(third.calls()).isEmpty();
			assertThat(act(this.other, connector(this.other, "modest", third)).status()).isEqualTo(200);
			this.released.countDown();
		}
	}

	@Test
	void countsWaitForTokenTowardsTenantsLimit() {
		try (UpstreamServer tokens = UpstreamServer.start()) {
			tokens.respondWith((_) -> hang());
			String waiting = this.tenant.create("""
					{"connector_name":"waiting","service_name":"s","auth_type":"oauth2",
					 "auth_config":{"grant_type":"client_credentials","client_id":"c","token_url":"%s/token"},
					 "api_spec":{"servers":[{"url":"%s"}]},"credentials":{"client_secret":"test-client-secret"}}"""
				.formatted(tokens.url(), this.upstream.url()));
			String working = connector(this.tenant, "working");
			List<Future<Answer>> calls = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				calls.add(this.threads.submit(() -> read(this.tenant, waiting)));
			}
			long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
			Answer answer = read(this.tenant, working);
			while (answer.status() == 200 && System.nanoTime() < end) {
				answer = read(this.tenant, working);
			}
			assertRefused(answer, 429, "too_many_requests");
			assertThat(tokens.calls()).hasSize(1);
			assertThat(read(this.other, connector(this.other, "modest")).status()).isEqualTo(200);
			this.released.countDown();
		}
	}

}
