package io.connectorservice.external;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.connector.web.TestConfigurations;
import io.connectorservice.outbound.RawServer;
import io.connectorservice.secret.SecretStoreProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault of a service with the response to the caller, the number of calls to the
 * service, and the time that both may take.
 */
@SmallLimitsServiceTest
class FaultsIntegrationTests {

	private static final String BODY = """
			"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"a":{"type":"integer"}}}}}}""";

	private static final String ACTIONS = "\"paths\":{\"/things\":{\"post\":{\"operationId\":\"act\"," + BODY
			+ "},\"put\":{\"operationId\":\"replace\"," + BODY + "}}}";

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final ServiceClient client;

	private final SecretStoreProbe store;

	FaultsIntegrationTests(@Autowired ServiceClient client, @Autowired SecretStoreProbe store) {
		this.client = client;
		this.store = store;
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	// The calls run at the same time, because most of them take the whole deadline.
	@TestFactory
	Stream<DynamicTest> faults() throws Exception {
		List<Row> rows = rows();
		List<Callable<Seen>> calls = rows.stream().map(this::prepareCall).toList();
		List<Future<Seen>> seen = calls.stream().map(this.threads::submit).toList();
		for (Future<Seen> future : seen) {
			future.get();
		}
		return Stream.iterate(0, (index) -> index < rows.size(), (index) -> index + 1)
			.map((index) -> DynamicTest.dynamicTest(rows.get(index).toString(),
					() -> rows.get(index).assertMatches(seen.get(index).get())));
	}

	private static List<Row> rows() throws IOException {
		try (InputStream table = FaultsIntegrationTests.class.getResourceAsStream("/external/faults.csv")) {
			return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).map(Row::of).toList();
		}
	}

	private Callable<Seen> prepareCall(Row row) {
		try {
			RawServer service = row.fault.startServer();
			ServiceClient tenant = this.client.asNewTenant();
			String id = tenant.create(configuration(row.fault, row.fault.url(service)));
			return () -> call(row, service, tenant, id);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	private static String configuration(ServiceFault fault, String url) {
		String auth = (fault == ServiceFault.SILENT_TOKEN_ENDPOINT) ? """
				"auth_type":"oauth2","auth_config":{"grant_type":"client_credentials","client_id":"c",
				"token_url":"%s/token"},"credentials":{"client_secret":"test-client-secret"}""".formatted(url) : """
				"auth_type":"apikey","auth_config":{"api_key_name":"X-Api-Key","key_location":"header"},
				"credentials":{"api_key":"test-key-5d1e"}""";
		return """
				{"connector_name":"%s","service_name":"in-house-faults",%s,
				"api_spec":{"openapi":"3.1.0","info":{"title":"Faults","version":"1"},"servers":[{"url":"%s"}],%s}}"""
			.formatted(fault, auth, url, ACTIONS);
	}

	private static Seen call(Row row, RawServer service, ServiceClient tenant, String id) throws IOException {
		try (service) {
			long begin = System.nanoTime();
			Answer answer = call(row.call, tenant, ServiceClient.BASE + "/" + id);
			double took = (System.nanoTime() - begin) / 1e6 / SmallLimitsServiceTest.DEADLINE_MILLIS;
			return new Seen(answer, countRequests(service), took);
		}
	}

	private static long countRequests(RawServer service) {
		return service.requests().stream().filter((request) -> !request.startsWith("POST /token ")).count();
	}

	private static Answer call(String call, ServiceClient tenant, String connector) {
		return switch (call) {
			case "read" -> tenant.get(connector + "/data?resource_path=/things");
			case "test" -> tenant.post(connector + "/test-connection");
			default -> tenant.post(connector + "/actions", "{\"action_name\":\"" + call + "\",\"payload\":{\"a\":1}}");
		};
	}

	@Test
	void sharesDeadlineWithRetryAfterRefusedCredential() {
		try (UpstreamServer upstream = UpstreamServer.start()) {
			ServiceClient tenant = this.client.asNewTenant();
			String id = tenant.create(TestConfigurations.at(upstream.url()).withApiKey("test-key-5d1e").json());
			String read = ServiceClient.BASE + "/" + id + "/data?resource_path=/things";
			assertThat(tenant.get(read).status()).isEqualTo(200);
			upstream.respondWith((call) -> {
				boolean old = "test-key-5d1e".equals(call.header("X-Api-Key"));
				sleep(old ? SmallLimitsServiceTest.DEADLINE_MILLIS * 3 / 4
						: SmallLimitsServiceTest.DEADLINE_MILLIS * 2);
				return Reply.json(401, "{}");
			});
			String path = tenant.get(ServiceClient.CONFIGURATIONS + "/" + id)
				.json()
				.at("/auth_config/secret_key_vault_path")
				.asString();
			this.store.write(tenant.tenantId(), path, "test-key-rotated");
			long begin = System.nanoTime();
			assertThat(tenant.get(read).code()).isEqualTo("upstream_timeout");
			assertThat((System.nanoTime() - begin) / 1_000_000)
				.isLessThan(SmallLimitsServiceTest.DEADLINE_MILLIS * 3 / 2);
			assertThat(upstream.calls()).hasSize(3);
		}
	}

	private static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A fault and its expected effects.
	 *
	 * @param deadlines the time until the response arrives, in deadlines
	 */
	private record Row(ServiceFault fault, String call, int status, String code, long requests, String retryAfter,
			double deadlines) {

		static Row of(String line) {
			String[] cells = line.split(",", -1);
			return new Row(ServiceFault.valueOf(cells[0].toUpperCase(Locale.ROOT)), cells[1],
					Integer.parseInt(cells[2]), cells[3], Long.parseLong(cells[4]), cells[5],
					Double.parseDouble(cells[6]));
		}

		void assertMatches(Seen seen) {
			assertThat(seen.answer.status()).as(seen.answer.text()).isEqualTo(this.status);
			assertThat((this.status == 200) ? "" : seen.answer.code()).isEqualTo(this.code);
			assertThat(seen.requests).as("calls that arrived").isEqualTo(this.requests);
			assertThat(seen.answer.header("Retry-After")).isEqualTo(this.retryAfter.isEmpty() ? null : this.retryAfter);
			assertThat(seen.deadlines).as("deadlines that it took").isLessThan(this.deadlines);
		}

		@Override
		public String toString() {
			return this.fault + ": " + this.call;
		}

	}

	private record Seen(Answer answer, long requests, double deadlines) {
	}

}
