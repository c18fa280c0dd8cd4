package io.connectorservice.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.TestAwait;
import io.connectorservice.outbound.OutboundException.Kind;
import io.connectorservice.outbound.egress.EgressAllowList;
import io.connectorservice.outbound.egress.EgressGuard;
import io.connectorservice.outbound.egress.EgressHandler;
import io.connectorservice.outbound.egress.HostResolver;
import io.connectorservice.outbound.url.PercentEncoding;
import io.connectorservice.outbound.url.TargetUrl;
import io.netty.channel.embedded.EmbeddedChannel;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ConcurrentTestClass
@SuppressWarnings("StringConcatToTextBlock") // carriage returns
class OutboundClientIntegrationTests {

	private static final OutboundClient client = TestClients.allowing("127.0.0.1", "localhost");

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

	@AfterAll
	static void close() {
		client.close();
	}

	@Test
	void sendsUrlUnchangedWithoutExtraHeaders() throws Exception {
		try (RawServer server = RawServer.answering(OK)) {
			TargetUrl url = server.url("/v1").resolve("/a%20b c/ü;x=(1)'*!$,@:~?q=%e9&[r]=|");
			OutboundResponse response = client.send(OutboundRequest.of("GET", url));
			assertThat(response.status()).isEqualTo(200);
			assertThat(server.requests()).singleElement().satisfies((request) -> {
				assertThat(request.lines().toList()).containsExactlyInAnyOrder(
						"GET /v1/a%20b%20c/%C3%BC;x=(1)'*!$,@:~?q=%e9&%5Br%5D=%7C HTTP/1.1",
						"host: 127.0.0.1:" + server.port(), "User-Agent: connector-service/test",
						"Accept: application/json, */*;q=0.5", "Accept-Encoding: gzip", "");
			});
			assertThat(response.displayUrl()).isEqualTo(url.text());
		}
	}

	@Test
	void sendsBodyAndHeadersAsGiven() throws Exception {
		try (RawServer server = RawServer.answering(OK)) {
			client.send(OutboundRequest.of("POST", server.url("/p"))
				.withHeader("Accept", "text/csv")
				.withHeader("User-Agent", "mine")
				.withCredentialHeader("Authorization", "Bearer s3cr3t", List.of("s3cr3t"))
				.withCredentialQuery("key", "k&y")
				.withBody("application/json; charset=utf-8", "{\"ü\":1}".getBytes(StandardCharsets.UTF_8)));
			assertThat(server.requests()).singleElement().satisfies((request) -> {
				assertThat(request.lines().toList()).contains("POST /p?key=k%26y HTTP/1.1", "Accept: text/csv",
						"User-Agent: mine", "Authorization: Bearer s3cr3t",
						"Content-Type: application/json; charset=utf-8");
				assertThat(request).containsIgnoringCase("content-length: 8\r\n").doesNotContain("chunked");
				assertThat(RawServer.bytes(request.substring(request.indexOf("\r\n\r\n") + 4)))
					.isEqualTo("{\"ü\":1}".getBytes(StandardCharsets.UTF_8));
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE", "OPTIONS" })
	void sendsOtherMethodsWithoutABody(String method) throws Exception {
		try (RawServer server = RawServer.answering(OK)) {
			assertThat(client.send(OutboundRequest.of(method, server.url("/"))).bodyAsText()).isEqualTo("{}");
			assertThat(server.requests().getFirst()).startsWith(method + " / HTTP/1.1\r\n").doesNotContain("chunked");
		}
	}

	@Test
	void acceptsResponsesWithoutBody() throws Exception {
		try (RawServer server = RawServer.answering("HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n")) {
			OutboundResponse response = client.send(OutboundRequest.of("HEAD", server.url("/")));
			assertThat(response.status()).isEqualTo(204);
			assertThat(response.body()).isEmpty();
			assertThat(response.mediaType()).isEqualTo("application/octet-stream");
			assertThat(response.callDuration()).isPositive();
			assertThat(response).hasToString("204 from http://127.0.0.1:" + server.port() + "/");
		}
	}

	@Test
	void keepsOnlyAllowedHeaders() throws Exception {
		try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Type: Text/Plain;charset=iso-8859-1\r\n"
				+ "ETag: \"1\"\r\nLink: <a>; rel=next\r\nLink: <b>; rel=last\r\nX-RateLimit-Remaining: 5\r\n"
				+ "RateLimit: 1\r\nX-Rate-Limit-Reset: 9\r\nSet-Cookie: sid=1\r\nSet-Cookie2: x\r\nServer: x\r\n"
				+ "Keep-Alive: timeout=5\r\nProxy-Authenticate: x\r\nX-Internal: y\r\nContent-Length: 2\r\n\r\n\u00fcx")) {
			OutboundResponse response = client.send(OutboundRequest.of("GET", server.url("/")));
			assertThat(response.headers()).containsOnly(Map.entry("content-type", "Text/Plain;charset=iso-8859-1"),
					Map.entry("etag", "\"1\""), Map.entry("link", "<a>; rel=next, <b>; rel=last"),
					Map.entry("x-ratelimit-remaining", "5"), Map.entry("ratelimit", "1"),
					Map.entry("x-rate-limit-reset", "9"));
			assertThat(response.findHeader("ETag")).contains("\"1\"");
			assertThat(response.mediaType()).isEqualTo("text/plain");
			assertThat(response.bodyAsText()).isEqualTo("üx");
		}
	}

	@Test
	void masksEchoedCredential() throws Exception {
		String secret = "s3cr3t-v/lue+";
		String basic = Base64.getEncoder().encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8));
		String body = "{\"a\":\"" + secret + "\",\"b\":\"Basic " + basic + "\",\"c\":\""
				+ PercentEncoding.encodeComponent(secret) + "\",\"d\":\"s3cr3t-v\\/lue+\"}";
		try (RawServer server = RawServer.answering("HTTP/1.1 401 No\r\nContent-Type: application/json\r\nETag: \""
				+ secret + "\"\r\nWWW-Authenticate: Basic realm=\"" + basic + "\"\r\nLocation: /x?key="
				+ PercentEncoding.encodeComponent(secret) + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
				+ body)) {
			OutboundResponse response = client
				.send(OutboundRequest.of("GET", server.url("/" + PercentEncoding.encodeComponent(secret)))
					.withCredentialHeader("Authorization", "Basic " + basic, List.of(secret))
					.withCredentialQuery("key", secret));
			assertThat(response.bodyAsText()).isEqualTo("{\"a\":\"***\",\"b\":\"***\",\"c\":\"***\",\"d\":\"***\"}");
			assertThat(response.headers()).containsEntry("etag", "\"***\"")
				.containsEntry("location", "/x?key=***")
				.containsEntry("www-authenticate", "Basic realm=\"***\"");
			assertThat(response.displayUrl()).endsWith("/***?key=***");
		}
	}

	@Test
	void masksDecompressedResponses() throws Exception {
		try (RawServer server = RawServer
			.answering((_, socket) -> answerZipped(socket, zip(RawServer.bytes("<s3cr3t>"), 1)))) {
			assertThat(client.send(OutboundRequest.of("GET", server.url("/")).withCredentialQuery("key", "s3cr3t"))
				.bodyAsText()).isEqualTo("<***>");
		}
	}

	@Test
	void stopsFiftyConcurrentZipBombs() throws Exception {
		byte[] bomb = zip(new byte[1024 * 1024], 200);
		try (RawServer server = RawServer.answering((_, socket) -> answerZipped(socket, bomb));
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Kind>> kinds = IntStream.range(0, 50)
				.mapToObj((_) -> threads.submit(() -> kindOf(client, OutboundRequest.of("GET", server.url("/")))))
				.toList();
			for (Future<Kind> kind : kinds) {
				assertThat(kind.get()).isEqualTo(Kind.TOO_LARGE);
			}
		}
	}

	private static byte[] zip(byte[] chunk, int times) throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
			for (int i = 0; i < times; i++) {
				zip.write(chunk);
			}
		}
		return zipped.toByteArray();
	}

	private static void answerZipped(Socket socket, byte[] zipped) throws IOException {
		socket.getOutputStream()
			.write(RawServer
				.bytes("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.length + "\r\n\r\n"));
		socket.getOutputStream().write(zipped);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					HTTP/1.1 200 OK\\r\\nContent-Encoding: br\\r\\nContent-Length: 1\\r\\n\\r\\n\\x01   | UNREADABLE | coding
					HTTP/1.1 200 OK\\r\\nContent-Encoding: gzip, gzip\\r\\nContent-Length: 1\\r\\n\\r\\n\\x01 | UNREADABLE | coding
					HTTP/1.1 200 OK\\r\\nContent-Encoding: gzip\\r\\nContent-Length: 1\\r\\n\\r\\n\\x01 | UNREADABLE | coding
					HTTP/1.1 200 OK\\r\\nContent-Length: x\\r\\n\\r\\n                     | UNREACHABLE | not_http
					SSH-2.0-OpenSSH\\r\\n\\r\\n                                            | UNREACHABLE | not_http
					HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n    | UNREACHABLE | not_http
					""")
	void rejectsUnreadableResponses(String answer, Kind kind, String reason) throws Exception {
		try (RawServer server = RawServer
			.answering(answer.replace("\\r", "\r").replace("\\n", "\n").replace("\\x01", "\1"))) {
			assertFails(() -> client.send(OutboundRequest.of("GET", server.url("/"))), kind, reason, true);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
			"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" })
	void doesNotReuseConnectionWithUnreadableBody(String first) throws Exception {
		AtomicInteger answers = new AtomicInteger();
		try (RawServer server = RawServer.answering((_, socket) -> socket.getOutputStream()
			.write(RawServer
				.bytes((answers.getAndIncrement() == 0) ? first : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")))) {
			assertThat(client.send(OutboundRequest.of("POST", server.url("/"))).status()).isEqualTo(204);
			assertThat(client.send(OutboundRequest.of("POST", server.url("/"))).status()).isEqualTo(200);
		}
	}

	@Test
	void stopsAtAnEndlessBody() throws Exception {
		try (RawServer server = RawServer.answering((_, socket) -> {
			socket.getOutputStream().write(RawServer.bytes("HTTP/1.1 200 OK\r\n\r\n"));
			RawServer.endlessly(socket.getOutputStream(), new byte[8192]);
		})) {
			assertFails(() -> client.send(OutboundRequest.of("GET", server.url("/"))), Kind.TOO_LARGE, "body_too_large",
					true);
		}
	}

	@Test
	void stopsAtAFloodOfHeaders() throws Exception {
		try (RawServer server = RawServer.answering((_, socket) -> {
			socket.getOutputStream().write(RawServer.bytes("HTTP/1.1 200 OK\r\n"));
			RawServer.endlessly(socket.getOutputStream(), RawServer.bytes("X-A: b\r\n"));
		})) {
			assertFails(() -> client.send(OutboundRequest.of("GET", server.url("/"))), Kind.TOO_LARGE,
					"headers_too_large", true);
		}
	}

	@Test
	void stopsAtAnEndlessStatusLine() throws Exception {
		try (RawServer server = RawServer.answering((_, socket) -> {
			socket.getOutputStream().write(RawServer.bytes("HTTP/1.1 200 "));
			RawServer.endlessly(socket.getOutputStream(), RawServer.bytes("xxxxxxxx"));
		})) {
			assertFails(() -> client.send(OutboundRequest.of("GET", server.url("/"))), Kind.TOO_LARGE,
					"headers_too_large", true);
		}
	}

	// A busy machine sends a request within this time; the client's limit is longer.
	private static final Duration SHORT = Duration.ofSeconds(2);

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nX: " })
	void endsSlowResponseAtTotalDeadline(String head) throws Exception {
		try (RawServer server = RawServer.answering((_, socket) -> {
			socket.getOutputStream().write(RawServer.bytes(head));
			while (true) {
				socket.getOutputStream().write('x');
				Thread.sleep(50);
			}
		})) {
			long started = System.nanoTime();
			OutboundRequest request = OutboundRequest.of("GET", server.url("/")).withTotalTimeout(SHORT);
			assertFails(() -> client.send(request), Kind.TIMEOUT, "total_deadline", true);
			assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(SHORT.minusMillis(10),
					SHORT.multipliedBy(6));
		}
	}

	@Test
	void limitsTimeoutToSettings() throws Exception {
		try (RawServer server = RawServer.answering((_, _) -> Thread.sleep(60_000));
				OutboundClient hurried = TestClients.within(SHORT, "127.0.0.1")) {
			long started = System.nanoTime();
			OutboundRequest request = OutboundRequest.of("GET", server.url("/")).withTotalTimeout(Duration.ofHours(1));
			assertFails(() -> hurried.send(request), Kind.TIMEOUT, "total_deadline", true);
			assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SHORT.multipliedBy(6));
		}
	}

	@Test
	void reportsLostConnection() throws Exception {
		try (RawServer server = RawServer.answering((_, socket) -> {
			socket.getOutputStream().write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxxx"));
			socket.getOutputStream().flush();
			Thread.sleep(50);
			socket.setSoLinger(true, 0);
			socket.close();
		})) {
			assertFails(() -> client.send(OutboundRequest.of("GET", server.url("/"))), Kind.UNREACHABLE, "reset", true);
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void reportsNothingSentForRefusedConnection() throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		assertFails(() -> client.send(OutboundRequest.of("POST", TargetUrl.of("http://127.0.0.1:" + port + "/"))),
				Kind.UNREACHABLE, "refused", false);
	}

	@Test
	void rejectsBodiesThatAreTooLargeToSend() throws Exception {
		try (RawServer server = RawServer.answering(OK)) {
			OutboundRequest request = OutboundRequest.of("POST", server.url("/")).withBody("a/b", new byte[70_000]);
			assertFails(() -> client.send(request), Kind.TOO_LARGE, "request_too_large", false);
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void retriesReadOnceOnStaleConnection() throws Exception {
		try (RawServer server = RawServer.answering(staleAfterOne())) {
			client.send(OutboundRequest.of("GET", server.url("/1")));
			awaitConnectionReturn();
			assertThat(client.send(OutboundRequest.of("GET", server.url("/2"))).status()).isEqualTo(200);
			assertThat(server.requests()).extracting((request) -> request.substring(0, 6))
				.containsExactly("GET /1", "GET /2", "GET /2");
		}
	}

	@Test
	void neverRetriesWrite() throws Exception {
		try (RawServer server = RawServer.answering(staleAfterOne())) {
			client.send(OutboundRequest.of("GET", server.url("/1")));
			awaitConnectionReturn();
			assertFails(() -> client.send(OutboundRequest.of("POST", server.url("/2"))), Kind.UNREACHABLE, "reset",
					true);
			assertThat(server.requests()).hasSize(2);
		}
	}

	@Test
	void doesNotRetryReadOnFreshConnection() throws Exception {
		try (RawServer server = RawServer.answering((_, socket) -> socket.close())) {
			assertFails(() -> client.send(OutboundRequest.of("GET", server.url("/"))), Kind.UNREACHABLE, "reset", true);
			assertThat(server.requests()).hasSize(1);
		}
	}

	// A response arrives a moment before its connection is back in the pool.
	private static void awaitConnectionReturn() throws InterruptedException {
		Thread.sleep(500);
	}

	private static RawServer.Conversation staleAfterOne() {
		Map<Socket, Boolean> used = new ConcurrentHashMap<>();
		return (_, socket) -> {
			if (used.put(socket, true) != null) {
				socket.close();
				return;
			}
			socket.getOutputStream().write(RawServer.bytes(OK));
		};
	}

	@Test
	void followsRedirectsToTheSameOriginWithTheCredentials() throws Exception {
		try (RawServer server = RawServer.answering((request, socket) -> socket.getOutputStream()
			.write(RawServer.bytes(request.startsWith("GET /a") ? redirect("/b?key=echoed&x=1") : OK)))) {
			OutboundRequest request = OutboundRequest.of("GET", server.url("/a"))
				.withCredentialHeader("X-Key", "s3cr3t", List.of("s3cr3t"))
				.withCredentialQuery("key", "k3y");
			OutboundResponse response = client.send(request.withRedirects(1));
			assertThat(response.displayUrl()).isEqualTo(server.url("/b?x=1&key=***").text());
			assertThat(server.requests().getLast()).startsWith("GET /b?x=1&key=k3y HTTP/1.1\r\n")
				.contains("X-Key: s3cr3t");
			assertThat(client.send(request).status()).isEqualTo(302);
		}
	}

	@Test
	void doesNotFollowRedirectsToOtherOrigins() throws Exception {
		try (RawServer other = RawServer.answering(OK)) {
			for (String location : List.of(other.url("/x").text(), "http://localhost:" + other.port() + "/",
					"https://127.0.0.1:1/", "http://[bad", "")) {
				try (RawServer server = RawServer.answering(redirect(location))) {
					OutboundResponse response = client
						.send(OutboundRequest.of("GET", server.url("/")).withRedirects(3));
					assertThat(response.status()).as(location).isEqualTo(302);
				}
			}
			assertThat(other.connections()).isZero();
		}
	}

	@Test
	void followsRedirectsOnlyForReadsUpToLimit() throws Exception {
		try (RawServer server = RawServer.answering(redirect("/again"))) {
			assertThat(client.send(OutboundRequest.of("GET", server.url("/")).withRedirects(3)).status())
				.isEqualTo(302);
			assertThat(server.requests()).hasSize(4);
			assertThat(client.send(OutboundRequest.of("POST", server.url("/")).withRedirects(3)).status())
				.isEqualTo(302);
			assertThat(server.requests()).hasSize(5);
		}
	}

	private static String redirect(String location) {
		String header = location.isEmpty() ? "" : "Location: " + location + "\r\n";
		return "HTTP/1.1 302 Found\r\n" + header + "Content-Length: 0\r\n\r\n";
	}

	@Test
	void keepsNoCookies() throws Exception {
		try (RawServer server = RawServer
			.answering("HTTP/1.1 200 OK\r\nSet-Cookie: sid=1; Path=/\r\nContent-Length: 0\r\n\r\n")) {
			client.send(OutboundRequest.of("GET", server.url("/")));
			awaitConnectionReturn();
			client.send(OutboundRequest.of("GET", server.url("/")));
			assertThat(server.requests()).hasSize(2).noneMatch((request) -> request.contains("sid"));
			assertThat(server.connections()).isOne();
		}
	}

	@ParameterizedTest
	@CsvSource({ "http://127.0.0.1:1/,scheme", "https://127.0.0.1:1/,port", "https://127.0.0.1/,address_loopback",
			"https://[::1]/,address_loopback", "https://[::ffff:127.0.0.1]/,address_loopback",
			"https://10.0.0.1/,address_private", "https://localhost/,address_loopback" })
	void rejectsForbiddenUrlBeforeLookup(String url, String reason) {
		try (OutboundClient strict = TestClients.allowing()) {
			assertThat(strict.findRefusal(TargetUrl.of(url))).contains(reason);
			assertFails(() -> strict.send(OutboundRequest.of("GET", TargetUrl.of(url))), Kind.FORBIDDEN, reason, false);
		}
	}

	@ParameterizedTest
	@CsvSource({ "https://10.0.0.1/,address_private", "https://[::ffff:10.0.0.1]/,address_private",
			"http://[64:ff9b::a9fe:a9fe]/,address_metadata", "http://127.0.0.1:1/,address_loopback" })
	void checksAddressLiteralsAgainWhenConnecting(String url, String reason) {
		OutboundSettings settings = TestClients.settings();
		EgressGuard guard = new EgressGuard(EgressAllowList.fromEntries(List.of()));
		try (HttpTransport transport = new HttpTransport(settings, guard, answers("8.8.8.8"), "test")) {
			assertFails(
					() -> transport.exchange(OutboundRequest.of("GET", TargetUrl.of(url)), new ExchangeState(), SHORT),
					Kind.FORBIDDEN, reason, false);
		}
	}

	@Test
	void rejectsConnectToUnresolvedAddress() {
		EmbeddedChannel channel = new EmbeddedChannel(
				new EgressHandler(new EgressGuard(EgressAllowList.fromEntries(List.of("example.com")))));
		assertThat(channel.connect(InetSocketAddress.createUnresolved("example.com", 443)).cause())
			.hasMessage("address_unresolved");
		assertThat(channel.isOpen()).isFalse();
	}

	@Test
	void countsWaitForConnectionTowardsDeadline() throws Exception {
		OutboundSettings one = new OutboundSettings(List.of("127.0.0.1"), null, Duration.ofSeconds(5),
				Duration.ofSeconds(60), DataSize.ofMegabytes(1), DataSize.ofKilobytes(8), DataSize.ofKilobytes(64), 1,
				1, 1, 1, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(1), 1, 12);
		try (RawServer server = RawServer.answering((_, _) -> Thread.sleep(60_000));
				OutboundClient narrow = TestClients.of(one);
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var _ = threads.submit(() -> reasonOf(narrow, server.url("/"), Duration.ofSeconds(60)));
			TestAwait.await().until(() -> server.requests().size() == 1);
			// This call keeps its connection, and only one of the next two may wait.
			List<Future<String>> reasons = IntStream.range(0, 2)
				.mapToObj((_) -> threads.submit(() -> reasonOf(narrow, server.url("/"), Duration.ofSeconds(5))))
				.toList();
			assertThat(List.of(reasons.get(0).get(), reasons.get(1).get()))
				.containsExactlyInAnyOrder("out_of_time sent=false", "connections_exhausted sent=false");
			server.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1,address_loopback", "8.8.8.8 10.0.0.1,address_private", "::1 8.8.8.8,address_loopback",
			"169.254.169.254,address_metadata", "64:ff9b::7f00:1,address_loopback", "0.0.0.0,address_unspecified" })
	void rejectsNamesWithAnyBadAddress(String addresses, String reason) {
		try (OutboundClient strict = TestClients.with(answers(addresses))) {
			TargetUrl url = TargetUrl.of("https://good.example/");
			assertThat(strict.findRefusal(url)).isEmpty();
			assertFails(() -> strict.send(OutboundRequest.of("GET", url)), Kind.FORBIDDEN, reason, false);
		}
	}

	@Test
	void rejectsDnsRebinding() throws Exception {
		try (RawServer server = RawServer.answering(OK);
				OutboundClient rebinding = TestClients.with(answers("127.0.0.1", "10.9.9.9", "169.254.169.254"),
						"127.0.0.1/32", "good.example:" + server.port())) {
			TargetUrl url = TargetUrl.of("http://good.example:" + server.port() + "/");
			OutboundRequest closing = OutboundRequest.of("GET", url);
			assertThat(rebinding.send(closing).status()).isEqualTo(200);
			server.close();
			Thread.sleep(100);
			assertThat(kindOf(rebinding, closing)).isNotEqualTo(Kind.FORBIDDEN);
			assertFails(() -> rebinding.send(closing), Kind.FORBIDDEN, "address_metadata", false);
		}
	}

	private static Kind kindOf(OutboundClient client, OutboundRequest request) {
		try {
			client.send(request);
			throw new AssertionError("answered");
		}
		catch (OutboundException failure) {
			return failure.kind();
		}
	}

	@Test
	void sendsHostHeaderAndConnectsToCheckedAddress() throws Exception {
		try (RawServer server = RawServer.answering(OK);
				OutboundClient named = TestClients.with(answers("127.0.0.1"), "good.example")) {
			named.send(OutboundRequest.of("GET", TargetUrl.of("http://GOOD.example:" + server.port() + "/")));
			assertThat(server.requests().getFirst()).contains("host: good.example:" + server.port() + "\r\n");
		}
	}

	@Test
	void reportsUnresolvableHost() {
		TargetUrl url = TargetUrl.of("https://nowhere.example/");
		try (OutboundClient unknown = TestClients.with((host) -> {
			throw new UnknownHostException(host);
		}); OutboundClient empty = TestClients.with((_) -> List.of())) {
			assertFails(() -> unknown.send(OutboundRequest.of("POST", url)), Kind.UNREACHABLE, "dns", false);
			assertFails(() -> empty.send(OutboundRequest.of("POST", url)), Kind.UNREACHABLE, "dns", false);
		}
	}

	@Test
	void countsDnsLookupsTowardsDeadlineAndLimitsThem() throws Exception {
		try (OutboundClient slow = TestClients.with((_) -> {
			sleep();
			return List.of();
		}); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<String>> reasons = IntStream.range(0, 9)
				.mapToObj((index) -> threads.submit(() -> reasonOf(slow,
						TargetUrl.of("https://slow" + index + ".example/"), Duration.ofMillis(400))))
				.toList();
			for (Future<String> reason : reasons) {
				assertThat(reason.get()).isIn("total_deadline sent=false", "lookups_exhausted sent=false");
			}
		}
	}

	private static String reasonOf(OutboundClient client, TargetUrl url, Duration total) {
		try {
			client.send(OutboundRequest.of("POST", url).withTotalTimeout(total));
			return "answered";
		}
		catch (OutboundException failure) {
			return failure.reason() + " sent=" + failure.mayHaveBeenSent();
		}
	}

	private static void sleep() {
		try {
			Thread.sleep(5000);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

	// Each lookup takes the next answer, and the last answer stays.
	private static HostResolver answers(String... answers) {
		Deque<String> left = new ArrayDeque<>(List.of(answers));
		return (_) -> {
			String now = (left.size() > 1) ? left.removeFirst() : left.getFirst();
			return Arrays.stream(now.split(" ")).map(InetAddress::ofLiteral).toList();
		};
	}

	private static void assertFails(ThrowingCallable call, Kind kind, String reason, boolean sent) {
		assertThatExceptionOfType(OutboundException.class).isThrownBy(call).satisfies((failure) -> {
			assertThat(failure.reason()).isEqualTo(reason);
			assertThat(failure.kind()).isEqualTo(kind);
			assertThat(failure.mayHaveBeenSent()).isEqualTo(sent);
			assertThat(failure.getMessage()).doesNotContain("127.0.0.1", "Exception");
			assertThat(failure.getCause()).isNull();
		});
	}

}
