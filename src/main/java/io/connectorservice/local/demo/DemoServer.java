package io.connectorservice.local.demo;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the demo service on loopback for as long as the process runs.
 */
final class DemoServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final DemoRoutes routes;

	private final JsonMapper json;

	private DemoServer(HttpServer server, DemoRoutes routes, JsonMapper json) {
		this.server = server;
		this.routes = routes;
		this.json = json;
	}

	static DemoServer start(HttpServer server, DemoRoutes routes, JsonMapper json) {
		DemoServer demo = new DemoServer(server, routes, json);
		server.setExecutor(demo.threads);
		server.createContext("/", demo::handleExchange);
		server.start();
		return demo;
	}

	private void handleExchange(HttpExchange exchange) throws IOException {
		try (exchange) {
			writeResponse(exchange, respond(new DemoRequest(exchange, this.json)));
		}
	}

	private DemoResponse respond(DemoRequest request) {
		try {
			return this.routes.handle(request);
		}
		catch (DemoRefusal refusal) {
			DemoResponse response = DemoResponse.json(this.json, refusal.status(), refusal.body());
			for (var header : refusal.headers().entrySet()) {
				response = response.with(header.getKey(), header.getValue());
			}
			return response;
		}
	}

	private static void writeResponse(HttpExchange exchange, DemoResponse response) throws IOException {
		response.headers().forEach(exchange.getResponseHeaders()::set);
		boolean isEmpty = response.body().length == 0;
		exchange.sendResponseHeaders(response.status(), isEmpty ? -1 : response.body().length);
		if (!isEmpty) {
			exchange.getResponseBody().write(response.body());
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
