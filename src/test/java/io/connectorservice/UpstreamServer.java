package io.connectorservice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A third-party service on loopback that responds as a test demands, and records the
 * calls that arrive.
 */
public final class UpstreamServer implements AutoCloseable {

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	private volatile Function<Call, Reply> behaviour;

	private UpstreamServer(HttpServer server, Function<Call, Reply> behaviour) {
		this.server = server;
		this.behaviour = behaviour;
	}

	public static UpstreamServer start() {
		return start((_) -> Reply.json(200, "{}"));
	}

	public static UpstreamServer start(Function<Call, Reply> behaviour) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			UpstreamServer upstream = new UpstreamServer(server, behaviour);
			server.createContext("/", upstream::handle);
			server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
			server.start();
			return upstream;
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	/** Replaces the behaviour for all later calls. */
	public void respondWith(Function<Call, Reply> behaviour) {
		this.behaviour = behaviour;
	}

	public void respondWith(Reply reply) {
		this.behaviour = (_) -> reply;
	}

	public String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** The calls that arrived, in order. */
	public List<Call> calls() {
		return List.copyOf(this.calls);
	}

	public Call lastCall() {
		return this.calls.getLast();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] bytes = exchange.getRequestBody().readAllBytes();
			Call call = new Call(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					exchange.getRequestHeaders(), new String(bytes, StandardCharsets.UTF_8), bytes);
			this.calls.add(call);
			reply(exchange, this.behaviour.apply(call));
		}
	}

	private static void reply(HttpExchange exchange, Reply reply) throws IOException {
		reply.headers().forEach(exchange.getResponseHeaders()::add);
		exchange.sendResponseHeaders(reply.status(), (reply.body().length == 0) ? -1 : reply.body().length);
		exchange.getResponseBody().write(reply.body());
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * A call that arrived.
	 *
	 * @param uri path and query, byte for byte
	 */
	@SuppressWarnings("ArrayRecordComponent") // It is never compared.
	public record Call(String method, String uri, Headers headers, String body, byte[] bytes) {

		public @Nullable String header(String name) {
			return this.headers.getFirst(name);
		}

	}

	/**
	 * The response to a call.
	 */
	@SuppressWarnings("ArrayRecordComponent") // It is never compared.
	public record Reply(int status, Map<String, String> headers, byte[] body) {

		public static Reply json(int status, String json) {
			return of(status, "application/json", json);
		}

		public static Reply of(int status, String mediaType, String body) {
			return new Reply(status, Map.of("Content-Type", mediaType), body.getBytes(StandardCharsets.UTF_8));
		}

		public static Reply redirect(int status, String location) {
			return new Reply(status, Map.of("Location", location), new byte[0]);
		}

	}

}
