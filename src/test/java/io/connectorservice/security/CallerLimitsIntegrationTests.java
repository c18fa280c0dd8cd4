package io.connectorservice.security;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.LogLevels;
import io.connectorservice.RawCall;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes more of the service than is anyone's share: requests, and time to send them.
 */
@Order(Integer.MAX_VALUE) // so that it does not wait for the first one that locks the log
@ConcurrentTestClass
@ResourceLock(value = LogLevels.LOCK, mode = ResourceAccessMode.READ)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "connector.local.data-dir=target/test-limits",
				"spring.datasource.hikari.connection-timeout=60000", "connector.database.transaction-timeout=1m",
				"connector.callers.requests-per-second=1", "connector.callers.burst=40",
				"connector.callers.head-timeout=2s", "connector.callers.body-timeout=3s",
				"server.tomcat.connection-timeout=2s", "server.tomcat.keep-alive-timeout=20s" })
@Import(ServiceClient.class)
class CallerLimitsIntegrationTests {

	// a bucket of its own would let all in; an empty one may have regained one call
	private static final int FEW = 10;

	private static final String LIST = ServiceClient.CONFIGURATIONS;

	private static final String CONFIGURATION = """
			{"connector_name":"c","service_name":"s","auth_type":"apikey",
			 "auth_config":{"api_key_name":"X-Api-Key","key_location":"header"}%s}""";

	// the time that is set, once for the head or the body and once for what is read away,
	// and what a busy machine adds; who is not cut goes on for longer
	private static final Duration CUT_WITHIN = Duration.ofSeconds(20);

	private final ServiceClient anyone;

	private final ServiceClient tenant;

	private final int port;

	CallerLimitsIntegrationTests(@Autowired ServiceClient client) {
		this.anyone = client;
		this.tenant = client.asNewTenant();
		this.port = client.uri("/").getPort();
	}

	private static long countRefused(ServiceClient client, int calls) {
		return countRefused(client, LIST, calls);
	}

	private static long countRefused(ServiceClient client, String address, int calls) {
		return IntStream.range(0, calls)
			.map((_) -> client.get(address).status())
			.filter((status) -> status == 429)
			.count();
	}

	@Test
	void rejectsRequestsOverRateLimitWithRetryAfter() {
		assertThat(countRefused(this.tenant, 40)).isZero();
		Answer answer = this.tenant.get(LIST);
		for (int i = 0; i < 40 && answer.status() == 200; i++) {
			answer = this.tenant.get(LIST);
		}
		assertThat(answer.status()).isEqualTo(429);
		assertThat(answer.code()).isEqualTo("too_many_requests");
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.header("X-Request-Id")).isNotEmpty();
		assertThat(Integer.parseInt(String.valueOf(answer.header("Retry-After")))).isBetween(1, 8);
		assertThat(this.anyone.asNewTenant().get(LIST).status()).as("another tenant").isEqualTo(200);
	}

	@Test
	void rejectsBeforeBodyIsRead() {
		assertThat(countRefused(this.tenant, 80)).isPositive();
		try (RawCall call = new RawCall(this.port)) {
			assertThat(call.write(head("POST", "Content-Length: 1000000") + "{").readResponse().status())
				.isEqualTo(429);
		}
	}

	@Test
	void countsServiceRoleCallsForNamedTenant() {
		ServiceClient service = this.anyone.asServiceRole();
		String named = UUID.randomUUID().toString();
		assertThat(countRefused(service.withHeader("X-Tenant-Id", named), 80)).isPositive();
		assertThat(countRefused(service, LIST + "?tenant_id=" + named, FEW)).isPositive();
		assertThat(service.get(LIST + "?tenant_id=" + UUID.randomUUID()).status()).isEqualTo(200);
		assertThat(countRefused(this.anyone.asTenant(UUID.fromString(named)), FEW)).isPositive();
	}

	@Test
	void doesNotCountRequestsWithInvalidToken() {
		for (int i = 0; i < 100; i++) {
			assertThat(this.anyone.withToken("nonsense").get(LIST).status()).isEqualTo(401);
		}
		assertThat(this.anyone.get("/api/v1/health").status()).isEqualTo(200);
	}

	// all at once: each takes the whole time that it is given
	@TestFactory
	Stream<DynamicTest> cutsThoseWhoDrip() {
		ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
		List<DynamicTest> tests = drips().map((drip) -> {
			Dripping dripping = new Dripping(drip.begin, drip.drop);
			Future<Duration> cut = threads.submit(dripping::untilCut);
			return DynamicTest.dynamicTest(drip.toString(), () -> {
				assertThat(cut.get()).isLessThan(CUT_WITHIN);
				assertThat(dripping.answer()).startsWith(drip.answered);
			});
		}).toList();
		threads.shutdown();
		return tests.stream();
	}

	private Stream<Drip> drips() {
		String health = "GET /api/v1/health HTTP/1.1\r\n";
		String form = "POST " + LIST + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\na=";
		return Stream.of(new Drip("", 'G', ""), new Drip("GET ", 'G', ""), new Drip(health, 'G', ""),
				new Drip(health + "Host: localhost\r\nX: ", 'G', ""),
				new Drip(health + "Host: localhost\r\n\r\nGET ", 'x', "HTTP/1.1 200"),
				body("POST", "Content-Length: 100000", "{\"connector_name\":\"", 408),
				body("PUT", "Content-Length: 100000", "{\"connector_name\":\"", 408),
				body("POST", "Transfer-Encoding: chunked", "FFFF0\r\n{\"a\":\"", 408),
				body("POST", "Content-Length: 99999999", "x", 413), body("DELETE", "Content-Length: 100000", "x", 404),
				new Drip(form, 'x', "HTTP/1.1 401"));
	}

	private Drip body(String method, String length, String begin, int status) {
		String path = method.equals("POST") ? LIST : LIST + "/" + UUID.randomUUID();
		return new Drip(head(method, length).replace(LIST, path) + begin, '1', "HTTP/1.1 " + status);
	}

	@Test
	void returns408ForStalledBody() {
		try (RawCall call = new RawCall(this.port)) {
			RawCall.Answer answer = call.write(head("POST", "Content-Length: 1000") + "{\"connector_name\":")
				.readResponse();
			assertThat(answer.status()).isEqualTo(408);
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(answer.body()).contains("\"request_timeout\"");
		}
	}

	@Test
	void servesOthersDuringSlowRequests() throws Exception {
		List<Future<Duration>> all = new ArrayList<>();
		List<Dripping> drippings = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 300; i++) {
				Dripping dripping = switch (i % 3) {
					case 0 -> new Dripping("GET /api/v1/health HTTP/1.1\r\nX: ", 'x');
					case 1 -> new Dripping(head("POST", "Transfer-Encoding: chunked") + "FFFF0\r\n{\"a\":\"", '1');
					default -> new Dripping(head("POST", "Content-Length: 12000000") + "{", ' ');
				};
				drippings.add(dripping);
				all.add(threads.submit(dripping::untilCut));
			}
			ServiceClient other = this.anyone.asNewTenant();
			long began = System.nanoTime();
			String description = ",\"api_spec\":{\"x-filler\":\"" + "a".repeat(3 << 20) + "\"}";
			assertThat(other.post(LIST, CONFIGURATION.formatted(description)).status()).isEqualTo(201);
			for (int i = 0; i < 10; i++) {
				assertThat(other.get(LIST).status()).isEqualTo(200);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
			for (Future<Duration> one : all) {
				assertThat(one.get()).isLessThan(CUT_WITHIN.multipliedBy(2));
			}
		}
	}

	@Test
	void acceptsSlowRequestWithinDeadline() throws Exception {
		String json = CONFIGURATION.formatted("");
		try (RawCall call = new RawCall(this.port)) {
			String head = head("POST", "Content-Length: " + json.length());
			for (int from = 0; from < head.length(); from += head.length() / 5 + 1) {
				call.write(head.substring(from, Math.min(head.length(), from + head.length() / 5 + 1)));
				Thread.sleep(50);
			}
			for (int from = 0; from < json.length(); from += json.length() / 8 + 1) {
				call.write(json.substring(from, Math.min(json.length(), from + json.length() / 8 + 1)));
				Thread.sleep(50);
			}
			assertThat(call.readResponse().status()).isEqualTo(201);
			Thread.sleep(2500);
			assertThat(call.write("GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse().status())
				.as("idle between two requests")
				.isEqualTo(200);
		}
	}

	private String head(String method, String length) {
		return method + " " + LIST + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: "
				+ this.tenant.header("Authorization") + "\r\n" + length + "\r\n\r\n";
	}

	/**
	 * What is sent.
	 *
	 * @param begin at once
	 * @param drop one by one after that
	 * @param answered how the answer before the cut begins
	 */
	private record Drip(String begin, char drop, String answered) {

		@Override
		public String toString() {
			return "after \"" + this.begin.replaceAll("Authorization: [^\r]*\r\n", "").replaceAll("\\s+", " ") + "\"";
		}

	}

	/**
	 * Sends one byte after the other for as long as it is let.
	 */
	private final class Dripping {

		private final String begin;

		private final char drop;

		private final StringBuilder answer = new StringBuilder();

		Dripping(String begin, char drop) {
			this.begin = begin;
			this.drop = drop;
		}

		Duration untilCut() throws IOException {
			long began = System.nanoTime();
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), CallerLimitsIntegrationTests.this.port)) {
				socket.setSoTimeout(50);
				socket.getOutputStream().write(this.begin.getBytes(StandardCharsets.ISO_8859_1));
				while (System.nanoTime() - began < Duration.ofSeconds(60).toNanos() && isOpen(socket)) {
					socket.getOutputStream().write(this.drop);
				}
			}
			catch (SocketException _) {
				// reset, which is a cut as well
			}
			return Duration.ofNanos(System.nanoTime() - began);
		}

		private boolean isOpen(Socket socket) throws IOException {
			InputStream in = socket.getInputStream();
			try {
				int next = in.read();
				if (next >= 0) {
					this.answer.append((char) next);
					byte[] more = in.readNBytes(in.available());
					this.answer.append(new String(more, StandardCharsets.ISO_8859_1));
				}
				return next >= 0;
			}
			catch (SocketTimeoutException _) {
				return true;
			}
		}

		String answer() {
			return this.answer.toString();
		}

	}

}
